"""three.js, which most web viewers are built on, reads the FBX files that the engine writes.

Runs where node is and ``scripts/bootstrap`` could install three.js; skipped elsewhere.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import Record, cube_records, double, integer, row
from helpers.engine.fbx_scenes import ENCODINGS, connect, link, model, skinned_records, vector
from helpers.engine.model_samples import CORPUS, save
from helpers.places import ROOT, TESTS
from meshwright.engine.resizing.resize import ResizeOptions, resize

NODE = shutil.which("node")
MODULES = ROOT / ".venv" / "node" / "node_modules"
pytestmark = pytest.mark.skipif(
    NODE is None or not (MODULES / "three").is_dir(), reason="needs node, and three.js from scripts/bootstrap"
)

STRETCHED: tuple[Record, ...] = (
    vector("Lcl Translation", 3, 4, 5),
    vector("Lcl Rotation", 10, 20, 30),
    vector("Lcl Scaling", 1, 2, 3),
)


def below(parent: Record) -> list[Record]:
    """Put the cube below another model, id 11."""
    records = cube_records(more=[parent], links=[(11, 0)])
    records[4][2].remove(link(10, 0))
    return connect(records, link(10, 11))


SCENES = {
    "cube": cube_records(),
    "placed": cube_records(properties=STRETCHED),
    "no scale from the parent": cube_records(properties=[row("InheritType", "enum", integer(2)), *STRETCHED]),
    "below a stretched parent": below(model(11, "parent", "Null", *STRETCHED)),
    "skin": skinned_records(),
    "light": connect(cube_records(more=[model(30, "light", "Light", *STRETCHED)]), link(30, 0)),
    "inches": cube_records(settings=[row("UnitScaleFactor", "double", double(2.54))]),
}


def seen_by_three(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return what three.js sees in each file."""
    assert NODE is not None
    command = [NODE, str(TESTS / "helpers/engine/three_fbx.mjs"), str(MODULES), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_resized(source: Path, folder: Path) -> None:
    """Resize a file; three.js must find all of its meshes there, in full, and larger by the reported factor."""
    result = resize(source, folder, ResizeOptions(resize_longest_side=2))
    before, after = seen_by_three([source, result.path])
    assert "error" not in after, after
    assert after["notNumbers"] == 0
    assert (after["meshes"], after["clips"]) == (before["meshes"], before["clips"])
    sizes = [np.subtract(seen["upper"], seen["lower"]) for seen in (before, after)]
    assert sizes[1] == pytest.approx(sizes[0] * result.scale, rel=1e-5, abs=1e-5 * sizes[1].max())


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("scene", SCENES)
def test_three_reads_every_kind_of_scene(scene: str, encoding: str, tmp_path: Path) -> None:
    """Scenes of ours, binary and as text, come out resized and without a coordinate that is not a number."""
    content = ENCODINGS[encoding](SCENES[scene])
    assert_resized(save(tmp_path, "scene.fbx", content), tmp_path / "out")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_three_finds_the_cube_where_it_was_asked_for(encoding: str, tmp_path: Path) -> None:
    """Two metres high, on the ground, in centimetres as the file has them."""
    source = save(tmp_path, "cube.fbx", ENCODINGS[encoding](cube_records(properties=STRETCHED[2:])))
    (seen,) = seen_by_three([resize(source, tmp_path / "out", ResizeOptions(resize_height=2)).path])
    assert [*seen["lower"], *seen["upper"]] == pytest.approx([-50, 0, -150, 50, 200, 150])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize(
    "name",
    sorted(
        path.name
        for path in CORPUS.glob("*.fbx")
        if not any(word in path.name for word in ("_5800_", "_6100_", "big_endian"))  # three.js reads none of these
    ),
)
def test_three_reads_the_models_of_others(name: str, tmp_path: Path) -> None:
    """What three.js reads before the resize it reads after it."""
    assert_resized(Path(shutil.copy(CORPUS / name, tmp_path)), tmp_path / "out")

"""Every third-party model of the corpus gets its expected scale or is refused; its files are not in the project."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.model_samples import CORPUS, Json, unpack_glb
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.resize import ResizeOptions, resize

MANIFEST = CORPUS / "manifest.json"
ENTRIES: list[dict[str, Any]] = json.loads(MANIFEST.read_text()) if MANIFEST.is_file() else []
HEIGHT = ResizeOptions(resize_height=1.8)
KEY = "scale_for_height_1.8"

# The manifest counts vertices that no face names; the engine does not, because they are invisible.
HEIGHT_OF_REFERENCED = {"test_nm.obj": 1.7071068}
# Without DracoPy the size of a turned Draco mesh is unknown, and must not be guessed.
NEEDS_DRACO = {"2CylinderEngine.gltf"}
# Draco itself keeps positions to some bits only; decoders round them alike, declared bounds are of the original.
TOLERANCE = 1e-6

# No skins, morph targets or compression, which trimesh does not apply.
PLAIN = {
    "2CylinderEngine.glb",
    "CesiumMilkTruck.glb",
    "Duck.glb",
    "PalmTree.gltf",
    "Spider_ascii.stl",
    "Spider_binary.stl",
    "box_longline.obj",
    "cube_with_vertexcolors.obj",
    "multibody.stl",
    "spider.obj",
    "tile.glb",
    "unit_cube.STL",
}

pytestmark = pytest.mark.skipif(not ENTRIES, reason="the corpus is not here")


def by_name(entries: list[dict[str, Any]]) -> Any:
    """Parametrize by file."""
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry["file"])


def is_refused(entry: dict[str, Any]) -> bool:
    """Return whether the engine should refuse a file here."""
    return "fails" in entry or (entry["file"] in NEEDS_DRACO and importlib.util.find_spec("DracoPy") is None)


def copy_in(entry: dict[str, Any], folder: Path) -> Path:
    """Copy a model with the files it refers to."""
    for name in (entry["file"], *entry["sidecars"]):
        shutil.copy(CORPUS / name, folder / name)
    return folder / entry["file"]


def expected_scale(entry: dict[str, Any]) -> float:
    """Give the scale a file needs to become 1.8 high."""
    height = HEIGHT_OF_REFERENCED.get(entry["file"])
    return float(entry[KEY]) if height is None else 1.8 / height


@by_name([entry for entry in ENTRIES if not is_refused(entry)])
def test_a_model_gets_its_expected_scale_and_then_needs_none(entry: dict[str, Any], tmp_path: Path) -> None:
    """The scale is the expected one, and resizing the result again changes nothing more."""
    result = resize(copy_in(entry, tmp_path), tmp_path, HEIGHT)
    assert result.scale == pytest.approx(expected_scale(entry), rel=TOLERANCE)
    assert result.path.suffix.lower() == Path(entry["file"]).suffix.lower()
    (tmp_path / "again").mkdir()
    again = resize(result.path, tmp_path / "again", HEIGHT)
    assert again.scale == pytest.approx(1, rel=1e-5)
    size = np.abs(result.after.size).max()
    assert np.array(again.before.lower) == pytest.approx(np.array(result.after.lower), abs=1e-5 * size)
    assert np.array(again.before.upper) == pytest.approx(np.array(result.after.upper), abs=1e-5 * size)


@by_name([entry for entry in ENTRIES if entry["file"] in PLAIN])
@pytest.mark.parametrize("origin", ["bottom", "center"])
def test_an_independent_reader_agrees(entry: dict[str, Any], origin: Any, tmp_path: Path) -> None:
    """Where trimesh understands the file, it finds the asked height and origin in the result."""
    result = resize(copy_in(entry, tmp_path), tmp_path, ResizeOptions(resize_height=1.8, origin_at=origin))
    lower, upper = trimesh.load_scene(result.path).bounds
    low = 0 if origin == "bottom" else -0.9
    assert (lower[result.up], upper[result.up]) == (pytest.approx(low, abs=2e-5), pytest.approx(low + 1.8, rel=1e-5))
    others = [axis for axis in range(3) if axis != result.up]
    assert (lower + upper)[others] == pytest.approx(0, abs=1e-5 * (upper - lower).max())


@by_name([entry for entry in ENTRIES if entry["file"].endswith(("glb", "gltf")) and not is_refused(entry)])
def test_a_gltf_keeps_all_but_its_scene_roots(entry: dict[str, Any], tmp_path: Path) -> None:
    """Animations, skins, meshes, textures, images and binary data are the same; one node is new, at the end."""
    source = copy_in(entry, tmp_path)
    before, binary = read(source)
    after, binary_after = read(resize(source, tmp_path, HEIGHT).path)
    assert binary_after == binary
    assert after.keys() == before.keys()
    for key in before.keys() - {"nodes", "scenes", "materials", "cameras", "extensions"}:
        assert after[key] == before[key]
    for key in ("scenes", "materials", "cameras"):
        assert len(after.get(key, ())) == len(before.get(key, ()))
    assert [node.get("mesh") for node in after["nodes"][:-1]] == [node.get("mesh") for node in before["nodes"]]
    assert after["nodes"][-1].keys() == {"name", "children", "translation", "scale"}


def read(path: Path) -> tuple[Json, bytes]:
    """Read the JSON of a .glb or .gltf file and all bytes after it."""
    content = path.read_bytes()
    return unpack_glb(content) if content.startswith(b"glTF") else (json.loads(content), b"")


@by_name([entry for entry in ENTRIES if is_refused(entry)])
def test_a_model_that_cannot_be_resized_is_refused_with_a_sentence(entry: dict[str, Any], tmp_path: Path) -> None:
    """Refusals name a reason, and leave nothing behind."""
    with pytest.raises(EngineError) as refusal:
        resize(copy_in(entry, tmp_path), tmp_path / "out", HEIGHT)
    assert len(str(refusal.value)) > 20
    assert str(refusal.value).endswith(".")
    assert not (tmp_path / "out").exists()

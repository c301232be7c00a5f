"""Blender, a reader that is not ours, imports what the engine writes.

Runs where ``BLENDER_PYTHON`` names a Python that has ``bpy`` (``pip install bpy``: 370 MB, GPL, one exact version of
Python each); skipped elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from helpers.engine.model_samples import CORPUS
from helpers.engine.pictures import save
from helpers.places import TESTS
from meshwright.engine.modelling.image_to_3d import ImageTo3DOptions, ImageTo3DResult, image_to_3d
from meshwright.engine.resizing.resize import ResizeOptions, resize

PYTHON = os.environ.get("BLENDER_PYTHON", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="BLENDER_PYTHON names no Python with bpy")
FACES = 3_000
ALL_MAPS = {"Base Color", "Metallic", "Roughness", "Normal"}
# Blender 5 reads no metallic map of an FBX by its new importer, and no `norm` of an MTL.
UNREAD = {"fbx": {"Metallic"}, "obj": {"Normal"}}


def seen_by_blender(path: Path) -> dict[str, Any]:
    """Import a file in a process of its own; Blender's other output is left out."""
    script = TESTS / "helpers/engine/blender_import.py"
    done = subprocess.run([PYTHON, script, path], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ImageTo3DResult:
    """A house of quads, a metre high, with all maps, in all formats that Blender reads."""
    folder = tmp_path_factory.mktemp("house")
    options = ImageTo3DOptions(
        topology="quad",
        target_polycount=FACES,
        enable_pbr=True,
        auto_size=True,
        texture_resolution=512,
        target_formats=("glb", "fbx", "obj", "stl", "usdz"),
    )
    return image_to_3d([save("house", folder / "house.png")], folder, options)


@pytest.mark.parametrize("kind", ["glb", "fbx", "obj", "stl", "usdz"])
def test_size_faces_and_textures_arrive(model: ImageTo3DResult, kind: str) -> None:
    """A metre high, on the ground, quads are quads where the format knows them, the maps are wired to the surface."""
    seen = seen_by_blender(model.models[kind])
    assert (seen["low"][2], seen["high"][2]) == (pytest.approx(0, abs=1e-5), pytest.approx(1, abs=1e-5))
    with_quads = kind in ("fbx", "obj", "usdz")
    assert seen["polygons"] == model.faces * (1 if with_quads else 2)
    assert seen["quads"] == (model.faces if with_quads else 0)
    if kind != "stl":
        assert set(seen["inputs"]) & ALL_MAPS == ALL_MAPS - UNREAD.get(kind, set())
        assert seen["textures"] == [[512, 512]]


@pytest.mark.parametrize("name", ["tile.glb", "Duck.glb", "spider.obj", "maya_cube_7500_ascii.fbx"])
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_a_resized_model_has_its_height(name: str, tmp_path: Path) -> None:
    """1.8 m high and on the ground, with the textures that it had."""
    for path in CORPUS.iterdir():
        shutil.copy(path, tmp_path)
    result = resize(tmp_path / name, tmp_path / "out", ResizeOptions(resize_height=1.8))
    after = seen_by_blender(result.path)
    assert (after["low"][2], after["high"][2]) == (pytest.approx(0, abs=1e-4), pytest.approx(1.8, rel=1e-4))
    before = seen_by_blender(tmp_path / name)
    assert after["polygons"] == before["polygons"]
    assert after["actions"] == before["actions"]

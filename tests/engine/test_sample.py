"""Our own sample picture can be drawn anywhere and modelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from meshwright.engine.modelling.decimation import remeshed
from meshwright.engine.modelling.image_to_3d import ImageTo3DOptions, image_to_3d
from meshwright.engine.modelling.inflation import inflate
from meshwright.engine.modelling.segmentation import find_foreground
from meshwright.engine.modelling.silhouette import silhouette_of
from meshwright.engine.pictures import load_picture
from meshwright.engine.sample import SIDE, sample_picture


@pytest.fixture(scope="module")
def robot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample picture's file."""
    return sample_picture(tmp_path_factory.mktemp("sample") / "robot.png")


def test_the_sample_is_the_same_each_time(robot: Path, tmp_path: Path) -> None:
    """Two drawings are equal byte by byte."""
    assert sample_picture(tmp_path / "again.png").read_bytes() == robot.read_bytes()


def test_a_count_that_does_not_suit_the_shape_is_told(robot: Path, tmp_path: Path) -> None:
    """Where few faces would tear the model it keeps more, stays closed, and a note says so."""
    options = ImageTo3DOptions(target_polycount=100, should_texture=False, target_formats=("stl",))
    result = image_to_3d([robot], tmp_path, options)
    shape: Any = trimesh.load(result.models["stl"], force="mesh")
    assert 100 < result.faces <= 300
    assert shape.is_watertight
    assert f"100 faces were requested; {result.faces} suited the shape." in result.notes


def test_the_sample_is_one_object(robot: Path) -> None:
    """The robot is cut out cleanly and is one closed body without holes."""
    picture = load_picture(robot)
    assert picture.size == (SIDE, SIDE)
    found = find_foreground(picture)
    assert found.method == "backdrop"
    mesh = remeshed(inflate(silhouette_of(found)), "triangle", 5_000)
    assert mesh.is_closed()
    edges = len(mesh.polygons) * 3 // 2
    assert len(mesh.vertices) - edges + len(mesh.polygons) == 2
    width, height, _ = np.ptp(mesh.vertices, axis=0)
    assert 0.6 < width / height < 1.0

"""A model gets texture coordinates that cover no place twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers import judges
from helpers.making import files_of, made
from helpers.models import painted_box
from meshwright.engine.mesh import Mesh
from meshwright.engine.modelling.charts import charted
from meshwright.engine.writers import write

_trimesh: Any = trimesh


def _glb(path: Path, shape: Any) -> Path:
    path.write_bytes(shape.export(file_type="glb"))
    return path


@pytest.mark.parametrize("name", ["box", "ball", "torus", "capsule"])
def test_no_place_is_used_twice(tmp_path: Path, name: str) -> None:
    """All coordinates lie in the unit square, faces do not overlap, and the shape is the same."""
    shapes = {
        "box": _trimesh.creation.box((1, 2, 0.5)),
        "ball": _trimesh.creation.icosphere(3),
        "torus": _trimesh.creation.torus(1, 0.3),
        "capsule": _trimesh.creation.capsule(1, 0.3),
    }
    source = _glb(tmp_path / "source.glb", shapes[name])
    made("uv-unwrap", [source], tmp_path / "out")
    result = tmp_path / "out/model.glb"
    uv = _trimesh.load(result, force="mesh", process=False).visual.uv
    assert uv.min() >= 0
    assert uv.max() <= 1
    assert judges.overlaps(result) < 0.005
    assert len(judges.seen(result).faces) == len(shapes[name].faces)
    assert judges.seen(result).volume == pytest.approx(judges.seen(source).volume, rel=1e-4)
    assert judges.gltf_errors(result) in (0, None)


def test_the_texture_is_left_out_and_noted(tmp_path: Path) -> None:
    """The GLB of a painted box has coordinates and no image."""
    source = write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]
    result = made("uv-unwrap", [source], tmp_path / "out")
    assert b"image/png" not in (tmp_path / "out/model.glb").read_bytes()
    assert "The texture was left out: it does not fit the new coordinates." in result.notes
    again = made("uv-unwrap", [source], tmp_path / "again")
    assert files_of(result, tmp_path / "out") == files_of(again, tmp_path / "again")


def test_large_meshes_get_plain_charts() -> None:
    """Charts of 80,000 faces fit, and texels are of about one size."""
    ball = _trimesh.creation.icosphere(6)
    mesh = Mesh(np.asarray(ball.vertices), np.asarray(ball.faces, np.int64))
    layout = charted(mesh, 2048)
    assert layout.uv.min() >= 0
    assert layout.uv.max() <= 1
    corners = layout.uv[layout.polygons]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    flat = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
    ratio = flat / ball.area_faces
    assert np.median(ratio) * ball.area > 0.25
    assert (ratio > 0.4 * np.median(ratio)).mean() > 0.98

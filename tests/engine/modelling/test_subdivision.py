"""A mesh gets as many triangles as asked for, on the same surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import trimesh
from meshwright.engine.mesh import Mesh
from meshwright.engine.modelling.subdivision import subdivided

_trimesh: Any = trimesh


@pytest.mark.parametrize("target", [12, 14, 100, 1_000, 30_000])
def test_a_box_gets_any_even_number(target: int) -> None:
    """Its volume, its box and its closedness stay; no triangle becomes a sliver."""
    box = _trimesh.creation.box((1, 2, 0.5))
    mesh = subdivided(Mesh(np.asarray(box.vertices), np.asarray(box.faces, np.int64)), target)
    seen = _trimesh.Trimesh(mesh.vertices, mesh.polygons, process=False)
    assert len(mesh.polygons) == target
    assert mesh.is_closed()
    assert seen.volume == pytest.approx(1.0)
    assert np.degrees(seen.face_angles.min()) > 9


@pytest.mark.parametrize("target", [2, 7, 101])
def test_an_open_triangle_gets_about_as_many(target: int) -> None:
    """One triangle fewer where its last edge would add two; the area stays."""
    mesh = subdivided(Mesh(np.eye(3), np.array([[0, 1, 2]])), target)
    seen = _trimesh.Trimesh(mesh.vertices, mesh.polygons, process=False)
    assert target - 1 <= len(mesh.polygons) <= target
    assert seen.area == pytest.approx(np.sqrt(3) / 2)

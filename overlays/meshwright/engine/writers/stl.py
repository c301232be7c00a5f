"""Write binary STL with trimesh: only the shape, Z up, one unit is a metre."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import trimesh

from ..mesh import Floats, Model

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only


def write_stl(model: Model, path: Path) -> None:
    """Write the triangles of a model as binary STL."""
    mesh = model.mesh
    shape = _trimesh.Trimesh(z_up(mesh.vertices), mesh.triangles(), process=False, validate=False)
    path.write_bytes(_trimesh.exchange.stl.export_stl(shape))


def z_up(vertices: Floats) -> Floats:
    """Return vertices turned from Y up to Z up; the side that faced +Z then faces -Y."""
    turned = vertices[:, [0, 2, 1]].copy()
    turned[:, 1] *= -1
    return turned


def y_up(vertices: Floats) -> Floats:
    """Return vertices turned from Z up to Y up, as ``z_up`` undoes it."""
    turned = vertices[:, [0, 2, 1]].copy()
    turned[:, 2] *= -1
    return turned

"""The points an FBX geometry shows: those that the polygons of a mesh name, or those of a surface.

Curves show no surface: they are construction lines, and nothing that is printed.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from meshwright.engine.resizing.box import Floats
from meshwright.engine.resizing.fbx_connections import Key
from meshwright.engine.resizing.fbx_numbers import Rows, integers, vectors
from meshwright.engine.resizing.fbx_nurbs import surface_points
from meshwright.engine.resizing.fbx_scene import FbxScene
from meshwright.engine.resizing.fbx_shapes import with_blend_shapes
from meshwright.engine.resizing.fbx_tree import Node

_BLOCK = 1 << 20
_TRIM_NOTE = "A trimmed NURBS surface was measured whole."
_PATCH_NOTE = "A patch was measured by its control points, which may lie beside it."


@frozen(kw_only=True, eq=False)
class Geometry:
    """Points (n, 3) and the rows that are shown."""

    points: Floats
    shown: Rows


def shows_something(scene: FbxScene, key: Key) -> bool:
    """Return whether an object is a mesh or a surface, and not a curve, a blend shape, or nothing at all."""
    node = scene.objects[key]
    if scene.kind(node) == b"Shape":
        return False
    return node.child("Vertices") is not None or scene.kind(node) == b"TrimNurbsSurface" or _is_surface(node)


def read_geometry(scene: FbxScene, key: Key, notes: list[str]) -> Geometry | None:
    """Read one geometry; None when it is neither mesh nor surface, or shows no point."""
    node = scene.objects[key]
    if scene.kind(node) == b"TrimNurbsSurface":
        surface = next((part for part in scene.attached(key, "Geometry") if _is_surface(scene.objects[part])), None)
        if surface is None:
            return None
        notes.append(_TRIM_NOTE)
        node = scene.objects[surface]
    if node.child("Vertices") is not None:
        return _mesh(scene, key, node)
    if not _is_surface(node):
        return None
    if node.child("NurbsSurfaceOrder") is not None:
        points = surface_points(node, notes)
    else:
        notes.append(_PATCH_NOTE)
        points = vectors(node.child_numbers("Points"), 4)[:, :3]
    return Geometry(points=points, shown=np.arange(len(points))) if len(points) else None


def _is_surface(node: Node) -> bool:
    return node.child("Points") is not None and node.child("Dimensions") is not None


def _mesh(scene: FbxScene, key: Key, node: Node) -> Geometry | None:
    points = vectors(node.child_numbers("Vertices"))
    if not len(points):
        return None
    corners = node.child("PolygonVertexIndex")
    shown = np.arange(len(points)) if corners is None else np.flatnonzero(_named(corners.numbers(), len(points)))
    return Geometry(points=with_blend_shapes(scene, key, points), shown=shown) if len(shown) else None


def _named(corners: NDArray[np.number], count: int) -> NDArray[np.bool_]:
    """Mark the points that polygons name; the last corner of each is written as its complement."""
    used = np.zeros(count, np.bool_)
    for start in range(0, len(corners), _BLOCK):
        rows = integers(corners[start : start + _BLOCK])
        rows = np.where(rows < 0, ~rows, rows)
        used[rows[rows < count]] = True
    return used

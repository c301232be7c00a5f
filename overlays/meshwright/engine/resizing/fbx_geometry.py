"""The points an FBX geometry shows: those that the polygons of a mesh name, or those of a surface.

Curves show no surface: they are construction lines, and nothing that is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .box import Floats
from .fbx_connections import Key
from .fbx_numbers import Rows, integers, vectors
from .fbx_nurbs import POINTS_PER_CONTROL, surface_points
from .fbx_scene import FbxScene
from .fbx_shapes import with_blend_shapes
from .fbx_tree import Node

_BLOCK = 1 << 20
_SHOWN_AT_ONCE = 1 << 18
_TRIM_NOTE = "A trimmed NURBS surface was measured whole."
_PATCH_NOTE = "A patch was measured by its control points, which may be off its surface."


@frozen(kw_only=True, eq=False)
class Geometry:
    """Vertices or control points (n, 3), and how to come from them to what is shown.

    ``shown``: the rows that polygons name; ``surface``: the record of a NURBS surface.
    """

    points: Floats
    shown: Rows
    surface: Node | None = None

    @property
    def cost(self) -> int:
        """Return about how many points have to be visited for one instance."""
        return len(self.points) * (1 if self.surface is None else POINTS_PER_CONTROL)

    def visible_points(self, moved: Floats, notes: list[str]) -> Iterator[Floats]:
        """Return the shown points block by block, where shapes and bones have taken the points."""
        if self.surface is not None:
            yield surface_points(self.surface, moved, notes)
            return
        for start in range(0, len(self.shown), _SHOWN_AT_ONCE):
            yield moved[self.shown[start : start + _SHOWN_AT_ONCE]]


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
    points = vectors(node.child_numbers("Points"), 4)[:, :3]
    if not len(points):
        return None
    is_nurbs = node.child("NurbsSurfaceOrder") is not None
    if not is_nurbs:
        notes.append(_PATCH_NOTE)
    moved = with_blend_shapes(scene, key, points)
    return Geometry(points=moved, shown=np.arange(len(points)), surface=node if is_nurbs else None)


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

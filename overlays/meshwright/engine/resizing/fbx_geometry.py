"""The vertices an FBX geometry shows: control points with static blend shapes, and which of them polygons name."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from meshwright.engine.resizing.box import Floats
from meshwright.engine.resizing.fbx_properties import Properties
from meshwright.engine.resizing.fbx_scene import FbxScene
from meshwright.engine.resizing.fbx_tree import Key, Node

Rows = NDArray[np.int64]

_BLOCK = 1 << 20


@frozen(kw_only=True, eq=False)
class Geometry:
    """Control points (n, 3) and the rows that are shown."""

    points: Floats
    shown: Rows


def read_geometry(scene: FbxScene, key: Key, notes: list[str]) -> Geometry | None:
    """Read one geometry; None when it has no vertices or no polygons."""
    node = scene.objects[key]
    points = _control_points(scene, node)
    if not len(points):
        return None
    corners = node.child("PolygonVertexIndex")
    if corners is None:
        shown = np.arange(len(points))
    else:
        shown = np.flatnonzero(_named(corners.numbers(), len(points)))
        if not len(shown):
            return None
    return Geometry(points=_with_blend_shapes(scene, key, points, notes), shown=shown)


def _named(corners: NDArray[np.number], count: int) -> NDArray[np.bool_]:
    """Mark the points that polygons name; the last corner of each is written as its complement."""
    used = np.zeros(count, np.bool_)
    for start in range(0, len(corners), _BLOCK):
        rows = _integers(corners[start : start + _BLOCK])
        rows = np.where(rows < 0, ~rows, rows)
        used[rows[rows < count]] = True
    return used


def _control_points(scene: FbxScene, node: Node) -> Floats:
    if node.child("Vertices") is not None:
        return _vectors(node.child_numbers("Vertices"), 3)
    width = 3 if scene.kind(node) == b"Line" else 4  # NURBS and patches carry a weight
    return _vectors(node.child_numbers("Points"), width)[:, :3]


def _with_blend_shapes(scene: FbxScene, key: Key, points: Floats, notes: list[str]) -> Floats:
    moved = points
    for deformer in scene.attached(key, "Deformer"):
        for channel in scene.attached(deformer, "Deformer"):
            percent = _percent(scene.objects[channel])
            shapes = scene.attached(channel, "Geometry")
            if percent == 0 or not shapes:
                continue
            if len(shapes) > 1:
                notes.append("In-between blend shapes that are switched on were left out of the measured size.")
                continue
            shape = scene.objects[shapes[0]]
            rows, deltas = _integers(shape.child_numbers("Indexes")), _vectors(shape.child_numbers("Vertices"), 3)
            rows = rows[: len(deltas)]
            inside = (rows >= 0) & (rows < len(points))
            moved = moved.copy() if moved is points else moved
            np.add.at(moved, rows[inside], deltas[: len(rows)][inside] * (percent / _full_percent(scene, channel)))
    return moved


def _percent(channel: Node) -> float:
    direct = channel.child_numbers("DeformPercent")
    return Properties(channel).number("DeformPercent", float(direct[0]) if len(direct) else 0.0)


def _full_percent(scene: FbxScene, channel: Key) -> float:
    weights = scene.objects[channel].child_numbers("FullWeights")
    return float(weights[0]) if len(weights) and weights[0] else 100.0


def _vectors(numbers: NDArray[np.number], width: int) -> Floats:
    whole = len(numbers) // width * width
    return numbers[:whole].astype(np.float64).reshape(-1, width)


def _integers(numbers: NDArray[np.number]) -> Rows:
    if numbers.dtype.kind == "f":
        numbers = np.nan_to_num(numbers, nan=-1e9, posinf=-1e9, neginf=-1e9).clip(-(2**53), 2**53)
    return numbers.astype(np.int64)

"""Blend shapes of FBX meshes at rest, with in-between shapes; before FBX 7 the model itself contains the shapes.

A channel goes from the mesh through its shapes in the order of their full weights, in straight lines, and on beyond the
last one (FBX SDK documentation, ``FbxBlendShapeChannel``).
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from .box import Floats
from .fbx_connections import Key
from .fbx_numbers import integers, vectors
from .fbx_properties import Properties
from .fbx_scene import FbxScene
from .fbx_tree import Node

_FULL = 100.0


@frozen(eq=False)
class _Shape:
    """One shape and the percentage at which it is reached; ``strength`` scales its offsets, one by one or all."""

    node: Node
    percent: float = _FULL
    strength: Floats | float = 1.0


def with_blend_shapes(scene: FbxScene, key: Key, points: Floats) -> Floats:
    """Return control points (n, 3) with all shapes that are switched on."""
    channels = _channels(scene, key)
    if not channels:
        return points
    moved = points.copy()
    for percent, shapes in channels:
        for shape, share in _shares(shapes, percent):
            rows, offsets = integers(shape.node.child_numbers("Indexes")), vectors(shape.node.child_numbers("Vertices"))
            rows, offsets = rows[: len(offsets)], offsets[: len(rows)]
            strength = np.broadcast_to(np.asarray(shape.strength, np.float64).reshape(-1, 1), (len(rows), 1))
            inside = (rows >= 0) & (rows < len(points))
            np.add.at(moved, rows[inside], (offsets * strength * share)[inside])
    return moved


def _channels(scene: FbxScene, key: Key) -> list[tuple[float, list[_Shape]]]:
    """List the percentage and the shapes of every channel that is not at zero."""
    node = scene.objects[key]
    found: list[tuple[float, list[_Shape]]] = []
    for shape in node.all("Shape"):  # before FBX 7: the model holds shapes, and a property of the same name for each
        name = shape.value(0)
        if isinstance(name, bytes) and (percent := Properties(node).number(name, 0.0)):
            found.append((percent, [_Shape(shape)]))
    for deformer in scene.attached(key, "Deformer"):
        for channel in scene.attached(deformer, "Deformer"):
            if percent := _percent(scene.objects[channel]):
                shapes = [scene.objects[shape] for shape in scene.attached(channel, "Geometry")]
                found.append((percent, _with_weights(scene.objects[channel], shapes)))
    return found


def _percent(channel: Node) -> float:
    direct = channel.child_numbers("DeformPercent")
    return Properties(channel).number("DeformPercent", float(direct[0]) if len(direct) else 0.0)


def _with_weights(channel: Node, shapes: list[Node]) -> list[_Shape]:
    weights = channel.child_numbers("FullWeights").astype(np.float64)
    if len(shapes) == 1 and len(weights) > 1:
        # Blender writes a weight for each vertex of its only shape.
        offsets = len(shapes[0].child_numbers("Indexes"))
        return [_Shape(shapes[0], strength=weights / _FULL if len(weights) == offsets else 1.0)]
    percents = [float(weights[place]) if place < len(weights) else _FULL for place in range(len(shapes))]
    usable = [percent if np.isfinite(percent) and percent else _FULL for percent in percents]
    return list(map(_Shape, shapes, usable))


def _shares(shapes: list[_Shape], percent: float) -> list[tuple[_Shape, float]]:
    """Return the weight of each shape of a channel at a percentage: of the two around it, or of the last two."""
    if not shapes:
        return []
    by_distance = sorted(shapes, key=lambda shape: abs(shape.percent))
    ahead = [shape for shape in by_distance if (shape.percent > 0) == (percent > 0)] or by_distance[:1]
    place = next((place for place, shape in enumerate(ahead) if abs(shape.percent) > abs(percent)), len(ahead) - 1)
    after = ahead[place]
    if place == 0:
        return [(after, percent / after.percent)]
    before = ahead[place - 1]
    share = (percent - before.percent) / (after.percent - before.percent) if after.percent != before.percent else 1.0
    return [(before, 1 - share), (after, share)]

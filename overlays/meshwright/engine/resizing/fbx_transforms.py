"""Where FBX puts its models: pivots, offsets, rotation orders, pre- and post-rotation and the three ways to inherit.

The order of the factors is that of the FBX SDK documentation, "Computing transformation matrices".
"""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen

from ..errors import EngineError
from .box import Floats
from .fbx_connections import ROOT, Key
from .fbx_properties import Properties
from .fbx_scene import FbxScene

RSRS, RRS = 1, 2
"""InheritType: scale before rotation throughout, and no scale from the parent; anything else is RrSs."""

_ORDERS = ("XYZ", "XZY", "YZX", "YXZ", "ZXY", "ZYX")


@frozen(kw_only=True, eq=False)
class _Placed:
    """A model in the world: its matrix, and rotation and scale kept apart for its children."""

    world: Floats
    rotation: Floats
    shear: Floats
    local_scale: Floats


class Transforms:
    """World and geometry matrices of the models of a scene, in the rest pose."""

    def __init__(self, scene: FbxScene) -> None:
        self._scene = scene
        self._placed: dict[Key, _Placed] = {}

    def world(self, model: Key) -> Floats:
        """Return the 4x4 world matrix of a model or of the root; EngineError when it is its own ancestor."""
        if model == ROOT:
            return np.eye(4)
        line: list[Key] = []
        above = set[Key]()
        current: Key | None = model
        while current is not None and current not in self._placed:
            if current in above:
                raise EngineError("The model hierarchy of the FBX file has a cycle.")
            line.append(current)
            above.add(current)
            current = self._scene.parents.get(current)
        for key in reversed(line):
            parent = self._scene.parents.get(key)
            self._placed[key] = _place(self._scene.properties(key), None if parent is None else self._placed[parent])
        return self._placed[model].world

    def geometry(self, model: Key) -> Floats:
        """Return the matrix that applies to a model's geometry alone and not to its children."""
        properties = self._scene.properties(model)
        return (
            _shift(properties.vector("GeometricTranslation"))
            @ _turn(properties.vector("GeometricRotation"))
            @ _stretch(properties.vector("GeometricScaling", (1.0, 1.0, 1.0)))
        )


def _place(properties: Properties, parent: _Placed | None) -> _Placed:
    rotation = _local_rotation(properties)
    stretch = _stretch(properties.vector("Lcl Scaling", (1.0, 1.0, 1.0)))
    rotation_pivot, scaling_pivot = properties.vector("RotationPivot"), properties.vector("ScalingPivot")
    local = (
        _shift(properties.vector("Lcl Translation") + properties.vector("RotationOffset") + rotation_pivot)
        @ rotation
        @ _shift(properties.vector("ScalingOffset") + scaling_pivot - rotation_pivot)
        @ stretch
        @ _shift(-scaling_pivot)
    )
    turn, scale = rotation[:3, :3], stretch[:3, :3]
    if parent is None:
        return _Placed(world=local, rotation=turn, shear=scale, local_scale=scale)
    inherit = properties.integer("InheritType", 0)
    world_turn = parent.rotation @ turn
    if inherit == RSRS:
        linear = parent.rotation @ parent.shear @ turn @ scale
    elif inherit == RRS:
        linear = world_turn @ parent.shear @ np.linalg.pinv(parent.local_scale) @ scale
    else:
        linear = world_turn @ parent.shear @ scale
    world = np.eye(4)
    world[:3, :3] = linear
    world[:3, 3] = (parent.world @ local[:, 3])[:3]
    return _Placed(world=world, rotation=world_turn, shear=world_turn.T @ linear, local_scale=scale)


def _local_rotation(properties: Properties) -> Floats:
    order = properties.integer("RotationOrder", 0)
    turned: Floats = (
        _turn(properties.vector("PreRotation"))
        @ _turn(properties.vector("Lcl Rotation"), _ORDERS[order] if 0 <= order < len(_ORDERS) else _ORDERS[0])
        @ _turn(properties.vector("PostRotation")).T
    )
    return turned


def _turn(degrees: Floats, order: str = "XYZ") -> Floats:
    """Rotate about the axes in the given order, the first named first."""
    matrix = np.eye(4)
    for axis in order:
        place = "XYZ".index(axis)
        angle = math.radians(degrees[place])
        first, second = (place + 1) % 3, (place + 2) % 3
        turn = np.eye(4)
        turn[first, first] = turn[second, second] = math.cos(angle)
        turn[second, first] = math.sin(angle)
        turn[first, second] = -math.sin(angle)
        matrix = turn @ matrix
    return matrix


def _shift(vector: Floats) -> Floats:
    matrix = np.eye(4)
    matrix[:3, 3] = vector
    return matrix


def _stretch(vector: Floats) -> Floats:
    return np.diag([*vector, 1.0])

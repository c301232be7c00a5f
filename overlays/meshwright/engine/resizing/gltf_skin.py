"""Rest pose of skinned glTF meshes: joint matrices and the weighted blend of vertices between them."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json
from .box import Floats
from .gltf_accessors import Accessor, Accessors

# Joint matrices closer together than this (relative) move a mesh as one rigid body.
RIGID = 1e-7


def joint_matrices(accessors: Accessors, skin: Json, worlds: dict[int, Floats]) -> Floats:
    """Return world matrix times inverse bind matrix of every joint, (joints, 4, 4)."""
    joints: list[int] = skin["joints"]
    if not joints:
        raise EngineError("Not valid glTF 2.0: a skin has no joints.")
    if any(joint not in worlds for joint in joints):
        raise EngineError(
            "The joints of a skin lie outside the scene that shows its mesh, so they cannot be resized with it."
        )
    matrices = np.stack([worlds[joint] for joint in joints])
    if "inverseBindMatrices" not in skin:
        return matrices
    inverse = accessors.read(skin["inverseBindMatrices"])
    if inverse is None:
        raise EngineError("The inverse bind matrices of a skin cannot be read, so its rest pose cannot be measured.")
    if inverse.width != 16 or inverse.count < len(joints):
        raise EngineError("Not valid glTF 2.0: a skin has fewer inverse bind matrices than joints.")
    moved: Floats = matrices @ inverse.rows(0, len(joints)).reshape(-1, 4, 4).transpose(0, 2, 1)
    return moved


def rigid_matrix(joints: Floats) -> Floats | None:
    """Return the one matrix that all joints share in the rest pose, None when they differ."""
    spread = np.abs(joints - joints[0]).max()
    return joints[0] if spread <= RIGID * np.abs(joints[0]).max() else None


@frozen(kw_only=True, eq=False)
class Influences:
    """Joint indices and weights of one primitive, four to a set."""

    sets: tuple[tuple[Accessor, Accessor], ...]

    def blend(self, joints: Floats, start: int, stop: int, points: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Move points by their joints; the mask marks the points that have a weight."""
        blended = np.zeros_like(points)
        total = np.zeros(len(points))
        for joint_rows, weight_rows in self.sets:
            chosen = np.minimum(joint_rows.integers(start, stop), len(joints) - 1)
            weights = weight_rows.rows(start, stop)
            for column in range(weights.shape[1]):
                rows = np.flatnonzero(weights[:, column])
                matrices = joints[chosen[rows, column]]
                moved = np.einsum("nij,nj->ni", matrices[:, :3, :3], points[rows]) + matrices[:, :3, 3]
                blended[rows] += weights[rows, column, None] * moved
                total[rows] += weights[rows, column]
        weighted = total > 0
        blended[weighted] /= total[weighted, None]
        return blended, weighted


def open_influences(accessors: Accessors, primitive: Json, count: int) -> Influences | None:
    """Open JOINTS_n and WEIGHTS_n of a primitive; None when it has none or they cannot be read."""
    attributes: dict[str, int] = primitive["attributes"]
    sets: list[tuple[Accessor, Accessor]] = []
    while f"JOINTS_{len(sets)}" in attributes and f"WEIGHTS_{len(sets)}" in attributes:
        joints, weights = (accessors.attribute(primitive, f"{kind}_{len(sets)}") for kind in ("JOINTS", "WEIGHTS"))
        if joints is None or weights is None:
            return None
        if joints.count != count or weights.count != count or joints.width != weights.width:
            raise EngineError(
                "Not valid glTF 2.0: joints and weights of a primitive differ in number from its vertices."
            )
        sets.append((joints, weights))
    return Influences(sets=tuple(sets)) if sets else None

"""Rest pose of skinned FBX meshes, by the first skin that binds anything: linear, dual quaternions, or both blended.

Weights are normalised, as all readers do; additive clusters, which none of them knows, are noted.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from .box import Floats, transform_points
from .fbx_connections import Key
from .fbx_dual_quaternions import DualQuaternions
from .fbx_numbers import Rows, integers
from .fbx_scene import FbxScene
from .fbx_transforms import Transforms
from .fbx_tree import Node

_NO_WEIGHT = 1e-9
_DUAL_NOTE = (
    "A skin is blended by dual quaternions and was measured that way; "
    "a viewer that blends it linearly shows it in another shape."
)
_ADDITIVE_NOTE = "A skin has additive clusters, which were measured as ordinary ones."


@frozen(eq=False)
class _Cluster:
    """The rows that a bone moves, their weights, and the matrix from the geometry to the world."""

    rows: Rows
    weights: Floats
    matrix: Floats


def skinned_points(
    scene: FbxScene, transforms: Transforms, geometry: Key, model: Key, points: Floats, notes: list[str]
) -> Floats | None:
    """Return the points in the world where their bones take them; None without a skin.

    Points that no bone holds stay where their model is.
    """
    for skin in dict.fromkeys((*scene.attached(geometry, "Deformer"), *scene.attached(model, "Deformer"))):
        clusters = _clusters(scene, transforms, skin, model, len(points), notes)
        total = np.zeros(len(points))
        for cluster in clusters:
            np.add.at(total, cluster.rows, cluster.weights)
        held = total > _NO_WEIGHT
        if held.any():
            moved = _blended(scene.objects[skin], clusters, points, total, notes)
            moved[~held] = transform_points(transforms.world(model) @ transforms.geometry(model), points[~held])
            return moved
    return None


def _clusters(
    scene: FbxScene, transforms: Transforms, skin: Key, model: Key, count: int, notes: list[str]
) -> list[_Cluster]:
    found: list[_Cluster] = []
    for key in scene.attached(skin, "Deformer"):
        node = scene.objects[key]
        to_bone, bones = node.child_matrix("Transform"), scene.bones(key)
        if to_bone is None or not bones:
            continue
        mode = node.child("Mode")
        if mode is not None and mode.value(0) == b"Additive":
            notes.append(_ADDITIVE_NOTE)
        rows, weights = _influences(node, count)
        found.append(_Cluster(rows, weights, transforms.world(bones[0]) @ to_bone @ transforms.geometry(model)))
    return found


def _blended(skin: Node, clusters: list[_Cluster], points: Floats, total: Floats, notes: list[str]) -> Floats:
    """Blend the points by the method of the skin; those without weight become NaN."""
    linear = np.zeros_like(points)
    for cluster in clusters:
        moved = transform_points(cluster.matrix, points[cluster.rows])
        np.add.at(linear, cluster.rows, cluster.weights[:, None] * moved)
    with np.errstate(invalid="ignore"):
        linear /= total[:, None]
    share = _dual_share(skin, len(points))
    if not share.any():
        return linear
    notes.append(_DUAL_NOTE)
    dual = DualQuaternions(len(points))
    for cluster in clusters:
        dual.look_at(cluster.rows, cluster.weights, cluster.matrix)
    for cluster in clusters:
        dual.add(cluster.rows, cluster.weights, cluster.matrix)
    return np.where(share[:, None] > 0, linear + share[:, None] * (dual.apply(points, total) - linear), linear)


def _dual_share(skin: Node, count: int) -> Floats:
    """Return for each point how far it is blended by dual quaternions, 0 to 1."""
    kind = skin.child("SkinningType")
    method = kind.value(0) if kind is not None else None
    share = np.full(count, 1.0 if method == b"DualQuaternion" else 0.0)
    if method == b"Blend":
        rows, weights = _influences(skin, count, "BlendWeights")
        share[rows] = np.clip(weights, 0, 1)
    return share


def _influences(node: Node, count: int, name: str = "Weights") -> tuple[Rows, Floats]:
    indices, weights = node.child_numbers("Indexes"), node.child_numbers(name).astype(np.float64)
    rows = integers(indices)[: len(weights)]
    weights = weights[: len(rows)]
    inside = (rows >= 0) & (rows < count) & np.isfinite(weights)
    return rows[inside], weights[inside]

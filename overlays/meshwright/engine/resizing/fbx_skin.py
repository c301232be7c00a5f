"""Rest pose of skinned FBX meshes: linear blending of the clusters of the first skin that binds anything."""

from __future__ import annotations

import numpy as np

from meshwright.engine.resizing.box import Floats, transform_points
from meshwright.engine.resizing.fbx_geometry import Rows
from meshwright.engine.resizing.fbx_scene import FbxScene
from meshwright.engine.resizing.fbx_transforms import Transforms
from meshwright.engine.resizing.fbx_tree import Key, Node

_NO_WEIGHT = 1e-9


def skinned_points(scene: FbxScene, transforms: Transforms, geometry: Key, model: Key, points: Floats) -> Floats | None:
    """Give the points in the world where their bones take them; None without a skin.

    Points that no bone holds stay where their model is.
    """
    for skin in scene.attached(geometry, "Deformer"):
        blended = np.zeros_like(points)
        total = np.zeros(len(points))
        for cluster in scene.attached(skin, "Deformer"):
            _add_cluster(scene, transforms, cluster, model, points, blended, total)
        held = total > _NO_WEIGHT
        if held.any():
            still = transform_points(transforms.world(model) @ transforms.geometry(model), points[~held])
            blended[held] /= total[held, None]
            blended[~held] = still
            return blended
    return None


def _add_cluster(
    scene: FbxScene,
    transforms: Transforms,
    cluster: Key,
    model: Key,
    points: Floats,
    blended: Floats,
    total: Floats,
) -> None:
    node = scene.objects[cluster]
    to_bone = node.child_matrix("Transform")
    bones = scene.attached(cluster, "Model")
    if to_bone is None or not bones:
        return
    rows, weights = _influences(node, len(points))
    moved = transform_points(transforms.world(bones[0]) @ to_bone @ transforms.geometry(model), points[rows])
    np.add.at(blended, rows, weights[:, None] * moved)
    np.add.at(total, rows, weights)


def _influences(cluster: Node, count: int) -> tuple[Rows, Floats]:
    indices, weights = cluster.child_numbers("Indexes"), cluster.child_numbers("Weights").astype(np.float64)
    pairs = min(len(indices), len(weights))
    indices, weights = indices[:pairs], weights[:pairs]
    inside = (indices >= 0) & (indices < count) & np.isfinite(weights)
    return indices[inside].astype(np.int64), weights[inside]

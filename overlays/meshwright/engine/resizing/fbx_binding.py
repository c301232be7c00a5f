"""Move what depends on the world that an FBX mesh was bound in: the links of clusters, and poses."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from .box import Floats
from .fbx_connections import ROOT, Key
from .fbx_scene import FbxScene
from .fbx_transforms import Transforms
from .fbx_tree import Coded, Edits, NewNode, Node, ObjectId


def move_binding(
    scene: FbxScene,
    transforms: Transforms,
    edits: Edits,
    world: Floats,
    wrapper: ObjectId,
    moved: Container[Key | None],
) -> None:
    """Move clusters and poses of the moved models by a 4x4 matrix, and name the wrapper in the poses."""
    _move_cluster_links(scene, transforms, edits, world)
    _move_poses(scene, edits, world, wrapper, moved)


def coded_id(name: ObjectId) -> Coded | bytes:
    """Return an id as a file of its version writes it."""
    return Coded("L", name) if isinstance(name, int) else name


def add_one(edits: Edits, counter: Node | None) -> None:
    """Raise a count by one where the file has it."""
    value = counter.value(0) if counter is not None else None
    if counter is not None and isinstance(value, int) and not isinstance(value, bool) and 0 <= value < (1 << 31) - 1:
        edits.replace(counter, 0, value + 1)


def _move_cluster_links(scene: FbxScene, transforms: Transforms, edits: Edits, world: Floats) -> None:
    """Move the bind matrices of bones; Transform is relative to them and stays."""
    poses = _bind_matrices(scene)
    for key, node in scene.objects.items():
        if node.name != "Deformer" or scene.kind(node) != b"Cluster":
            continue
        for name in ("TransformLink", "TransformAssociateModel"):
            _premultiply(edits, node, name, world)
        if (
            scene.document.is_binary
            and scene.document.numbers_objects
            and node.child("TransformAssociateModel") is None
        ):
            # Blender's importer mixes local and world matrices of nested armatures without it, and squashes the mesh
            armature = _armature_of(scene, key)
            bound = np.eye(4) if armature is None else poses.get(armature, transforms.world(armature))
            edits.add(node, NewNode("TransformAssociateModel", ((world @ bound).T.ravel(),)))


def _armature_of(scene: FbxScene, cluster: Key) -> Key | None:
    """Climb from a cluster's bone to the Null or Root that carries the skeleton."""
    bones = scene.bones(cluster)
    current: Key | None = bones[0] if bones and bones[0] != ROOT else None
    seen = set[Key]()
    while current is not None and current not in seen and scene.kind(scene.models[current]) not in (b"Null", b"Root"):
        seen.add(current)
        current = scene.parents.get(current)
    return None if current in seen else current


def _bind_matrices(scene: FbxScene) -> dict[Key, Floats]:
    matrices: dict[Key, Floats] = {}
    for node in _poses(scene):
        for entry in node.all("PoseNode") if scene.kind(node) == b"BindPose" else ():
            model, matrix = _pose_model(scene, entry), entry.child_matrix("Matrix")
            if model is not None and matrix is not None:
                matrices[model] = matrix
    return matrices


def _move_poses(scene: FbxScene, edits: Edits, world: Floats, wrapper: ObjectId, moved: Container[Key | None]) -> None:
    """Move every pose, and name the new ancestor in it, as a bind pose must name them all."""
    for node in _poses(scene):
        entries = list(node.all("PoseNode"))
        for entry in entries:
            if _pose_model(scene, entry) in moved:
                _premultiply(edits, entry, "Matrix", world)
        if entries and scene.document.numbers_objects:
            children = (NewNode("Node", (coded_id(wrapper),)), NewNode("Matrix", (world.T.ravel(),)))
            edits.add(node, NewNode("PoseNode", (), children))
            add_one(edits, node.child("NbPoseNodes"))


def _poses(scene: FbxScene) -> list[Node]:
    return list(scene.objects_node.all("Pose"))


def _pose_model(scene: FbxScene, entry: Node) -> Key | None:
    node = entry.child("Node")
    key = None if node is None else scene.table.key(scene.document.object_id(node, 0))
    return key if key in scene.models else None


def _premultiply(edits: Edits, owner: Node, name: str, world: Floats) -> None:
    node, matrix = owner.child(name), owner.child_matrix(name)
    if node is not None and matrix is not None:
        edits.numbers[node] = (world @ matrix).T.ravel()

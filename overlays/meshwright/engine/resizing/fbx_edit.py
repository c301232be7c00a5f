"""Put an FBX scene under one new scaled model, as edits that leave every animation, skin, pose and texture as it was.

A new UnitScaleFactor cannot move the origin and half of the readers ignore it; scaling the roots themselves breaks
animated roots and pivots. What depends on the world a mesh was bound in moves along: bind poses and cluster links.
"""

from __future__ import annotations

import numpy as np

from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.box import Floats
from meshwright.engine.resizing.fbx_scene import Connection, FbxScene
from meshwright.engine.resizing.fbx_transforms import RRS, RSRS, Transforms
from meshwright.engine.resizing.fbx_tree import Coded, Edits, Key, NewNode, Node, Scalar
from meshwright.engine.resizing.placement import Placement

WRAPPER_NAME = "resize"
_FIRST_ID = 7_700_000_001
# Cameras of the application that wrote the file, not part of the model.
_SYSTEM_MODELS = (b"Producer ", b"Camera Switcher")


def wrap_scene(scene: FbxScene, transforms: Transforms, placement: Placement) -> Edits:
    """Plan the edits that place a scene."""
    edits = Edits()
    world = placement.matrix()
    links = [link for link in scene.connections if _is_root(scene, link)]
    if not links or scene.connections_node is None:
        raise EngineError("The FBX file connects no model to its root, so there is nothing to resize.")
    wrapper = _free_key(scene)
    edits.add(scene.objects_node, _wrapper_model(scene, wrapper, placement))
    edits.add(scene.connections_node, _connection(scene, wrapper))
    for link in links:
        edits.replace(link.node, 2, wrapper)
        _inherit_from_wrapper(scene, edits, link.child)
    _count_one_more_model(scene, edits)
    _move_cluster_links(scene, transforms, edits, world)
    _move_bind_poses(scene, edits, world, wrapper)
    return edits


def _is_root(scene: FbxScene, link: Connection) -> bool:
    if link.parent != scene.root or link.child not in scene.models or link.node.value(0) != b"OO":
        return False
    return not scene.name(scene.models[link.child]).startswith(_SYSTEM_MODELS)


def _free_key(scene: FbxScene) -> Key:
    """Choose a key that no object has, the same for the same file."""
    if scene.document.numbers_objects:
        number = _FIRST_ID
        while number in scene.objects:
            number += 1
        return number
    attempt = 1
    key = scene.document.object_name("Model", WRAPPER_NAME)
    while key in scene.objects:
        attempt += 1
        key = scene.document.object_name("Model", f"{WRAPPER_NAME}{attempt}")
    return key


def _wrapper_model(scene: FbxScene, key: Key, placement: Placement) -> NewNode:
    name = scene.document.object_name("Model", WRAPPER_NAME)
    identity = (_coded(key), name) if isinstance(key, int) else (key,)
    rows = (
        _property(scene, "Lcl Translation", "Lcl Translation", "A", *placement.shift),
        _property(scene, "Lcl Scaling", "Lcl Scaling", "A", *[placement.scale] * 3),
    )
    children = (
        NewNode("Version", (232,)),
        NewNode(_block_name(scene), (), rows),
        NewNode("Shading", (Coded("C", b"Y"),)),
        NewNode("Culling", (b"CullingOff",)),
    )
    return NewNode("Model", (*identity, b"Null"), children)


def _connection(scene: FbxScene, wrapper: Key) -> NewNode:
    name = "C" if scene.document.numbers_objects else "Connect"
    return NewNode(name, (b"OO", _coded(wrapper), _coded(scene.root)))


def _inherit_from_wrapper(scene: FbxScene, edits: Edits, model: Key) -> None:
    """Make a root that ignores its parent's scale follow it: under the old root both modes were equal."""
    properties = scene.properties(model)
    if properties.integer("InheritType", 0) != RRS:
        return
    row = properties.row("InheritType")
    new = _property(scene, "InheritType", "enum", "", RSRS)
    if row is not None:
        edits.replace(row, len(row.values) - 1, RSRS)
    elif properties.block is not None:
        edits.add(properties.block, new)
    else:
        edits.add(scene.models[model], NewNode(_block_name(scene), (), (new,)))


def _count_one_more_model(scene: FbxScene, edits: Edits) -> None:
    definitions = scene.document.root.child("Definitions")
    if definitions is None:
        return
    kinds = [kind for kind in definitions.all("ObjectType") if kind.value(0) == b"Model"]
    for owner in (definitions, *kinds):
        _add_one(edits, owner.child("Count"))


def _add_one(edits: Edits, counter: Node | None) -> None:
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
    bones = scene.attached(cluster, "Model")
    current: Key | None = bones[0] if bones else None
    seen = set[Key]()
    while current is not None and current not in seen and scene.kind(scene.models[current]) not in (b"Null", b"Root"):
        seen.add(current)
        current = scene.parents.get(current)
    return None if current in seen else current


def _bind_matrices(scene: FbxScene) -> dict[Key, Floats]:
    matrices: dict[Key, Floats] = {}
    for node in _poses(scene):
        for entry in node.all("PoseNode") if scene.kind(node) == b"BindPose" else ():
            model, matrix = _pose_model(entry), entry.child_matrix("Matrix")
            if model is not None and matrix is not None:
                matrices[model] = matrix
    return matrices


def _move_bind_poses(scene: FbxScene, edits: Edits, world: Floats, wrapper: Key) -> None:
    """Move every pose, and name the new ancestor in it, as a bind pose must name them all."""
    for node in _poses(scene):
        entries = list(node.all("PoseNode"))
        for entry in entries:
            model = _pose_model(entry)
            if model is None or model in scene.models:
                _premultiply(edits, entry, "Matrix", world)
        if entries and scene.document.numbers_objects:
            children = (NewNode("Node", (_coded(wrapper),)), NewNode("Matrix", (world.T.ravel(),)))
            edits.add(node, NewNode("PoseNode", (), children))
            _add_one(edits, node.child("NbPoseNodes"))


def _poses(scene: FbxScene) -> list[Node]:
    return list(scene.objects_node.all("Pose"))


def _pose_model(entry: Node) -> Key | None:
    node = entry.child("Node")
    value = node.value(0) if node is not None else None
    return value if isinstance(value, int | bytes) else None


def _premultiply(edits: Edits, owner: Node, name: str, world: Floats) -> None:
    node, matrix = owner.child(name), owner.child_matrix(name)
    if node is not None and matrix is not None:
        edits.numbers[node] = (world @ matrix).T.ravel()


def _property(scene: FbxScene, name: str, kind: str, flags: str, *values: Scalar) -> NewNode:
    if scene.document.numbers_objects:
        return NewNode("P", (name.encode(), kind.encode(), b"", flags.encode(), *values))
    return NewNode("Property", (name.encode(), kind.encode(), (flags + "+" * bool(flags)).encode(), *values))


def _block_name(scene: FbxScene) -> str:
    return "Properties70" if scene.document.numbers_objects else "Properties60"


def _coded(key: Key) -> Coded | bytes:
    return Coded("L", key) if isinstance(key, int) else key

"""Put an FBX scene under one new scaled model, as edits that leave every animation, skin, pose and texture as it was.

A new UnitScaleFactor cannot move the origin and half of the readers ignore it; scaling the roots themselves breaks
animated roots and pivots. Objects that are not below the root are unchanged, unless a skin needs them as bones.
"""

from __future__ import annotations

from ..errors import EngineError
from .fbx_binding import add_one, coded_id, move_binding
from .fbx_connections import ROOT, Connection, Key
from .fbx_scene import FbxScene
from .fbx_transforms import RRS, RSRS, Transforms
from .fbx_tree import Coded, Edits, NewNode, ObjectId, Scalar
from .placement import Placement

WRAPPER_NAME = "resize"
_FIRST_ID = 7_700_000_001
# Cameras of the application that wrote the file, not part of the model.
_SYSTEM_MODELS = (b"Producer ", b"Camera Switcher")


def wrap_scene(scene: FbxScene, transforms: Transforms, placement: Placement) -> Edits:
    """Plan the edits that place a scene."""
    edits = Edits()
    links = [link for link in scene.connections if _is_root(scene, link)]
    if not links or scene.connections_node is None:
        raise EngineError("The FBX file connects no model to its root, so there is nothing to resize.")
    wrapper = _free_id(scene)
    edits.add(scene.objects_node, _wrapper_model(scene, wrapper, placement))
    edits.add(scene.connections_node, _connection(scene, wrapper, scene.document.root_id))
    for link in links:
        edits.replace(link.node, 2, wrapper)
    tops = dict.fromkeys(link.child for link in links)
    tops |= _move_bones(scene, edits, wrapper)
    for top in tops:
        for model in (top, *scene.table.namesakes.get(top, ())):
            _inherit_from_wrapper(scene, edits, model)
    moved = scene.below(*tops) | tops
    _count_one_more_model(scene, edits)
    move_binding(scene, transforms, edits, placement.matrix(), wrapper, moved)
    return edits


def _is_root(scene: FbxScene, link: Connection) -> bool:
    if link.parent != ROOT or link.child not in scene.models:
        return False
    return not scene.name(scene.models[link.child]).startswith(_SYSTEM_MODELS)


def _move_bones(scene: FbxScene, edits: Edits, wrapper: ObjectId) -> dict[Key, None]:
    """Bind everything that was bound to the root to the wrapper, and move unconnected bones below it, because skins
    need both.

    Returns the tops of the hierarchies that were put below the wrapper.
    """
    assert scene.connections_node is not None  # links were found in it
    tops: dict[Key, None] = {}
    for link in scene.connections:
        if link.parent not in scene.objects or scene.objects[link.parent].name != "Deformer":
            continue
        if link.child == ROOT:
            edits.replace(link.node, 1, wrapper)
        elif link.child in scene.models and link.child not in scene.placed:
            tops[scene.top(link.child)] = None
    for top in tops:
        name = scene.document.object_id(scene.models[top], 0)
        assert name is not None  # all objects of the table have one
        edits.add(scene.connections_node, _connection(scene, name, wrapper))
    return tops


def _free_id(scene: FbxScene) -> ObjectId:
    """Choose an id that no object has, the same for the same file."""
    if scene.document.numbers_objects:
        number = _FIRST_ID
        while number in scene.table:
            number += 1
        return number
    attempt = 1
    name = scene.document.object_name("Model", WRAPPER_NAME)
    while name in scene.table:
        attempt += 1
        name = scene.document.object_name("Model", f"{WRAPPER_NAME}{attempt}")
    return name


def _wrapper_model(scene: FbxScene, wrapper: ObjectId, placement: Placement) -> NewNode:
    name = scene.document.object_name("Model", WRAPPER_NAME)
    identity = (coded_id(wrapper), name) if isinstance(wrapper, int) else (wrapper,)
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


def _connection(scene: FbxScene, child: ObjectId, parent: ObjectId) -> NewNode:
    name = "C" if scene.document.numbers_objects else "Connect"
    return NewNode(name, (b"OO", coded_id(child), coded_id(parent)))


def _inherit_from_wrapper(scene: FbxScene, edits: Edits, model: Key) -> None:
    """Make a root that ignores its parent's scale follow it: under the old root both modes were equal."""
    properties = scene.properties(model)
    if properties.integer("InheritType", 0) != RRS:
        return
    row = properties.row("InheritType")
    new = _property(scene, "InheritType", "enum", "", RSRS)
    if row is not None:
        edits.replace(*row, RSRS)
    elif properties.block is not None:
        edits.add(properties.block, new)
    else:
        edits.add(scene.objects[model], NewNode(_block_name(scene), (), (new,)))


def _count_one_more_model(scene: FbxScene, edits: Edits) -> None:
    definitions = scene.document.root.child("Definitions")
    if definitions is None:
        return
    kinds = [kind for kind in definitions.all("ObjectType") if kind.value(0) == b"Model"]
    for owner in (definitions, *kinds):
        add_one(edits, owner.child("Count"))


def _property(scene: FbxScene, name: str, kind: str, flags: str, *values: Scalar) -> NewNode:
    if scene.document.numbers_objects:
        return NewNode("P", (name.encode(), kind.encode(), b"", flags.encode(), *values))
    return NewNode("Property", (name.encode(), kind.encode(), (flags + "+" * bool(flags)).encode(), *values))


def _block_name(scene: FbxScene) -> str:
    return "Properties70" if scene.document.numbers_objects else "Properties60"

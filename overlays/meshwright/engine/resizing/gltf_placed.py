"""Where a glTF scene shows which mesh: node matrices, GPU instances and skins, grouped by what is shown."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from ..errors import EngineError
from ..json_object import Json
from .box import Floats
from .gltf_accessors import Accessors
from .gltf_nodes import (
    VISIBILITY,
    compose,
    shown_roots,
    visible_nodes,
    world_matrices,
)
from .gltf_skin import joint_matrices, rigid_matrix

INSTANCING = "EXT_mesh_gpu_instancing"
MOST_INSTANCES = 1_000_000

Shape = tuple[int, tuple[float, ...]]
"""A mesh index and the morph weights it is shown with."""


@frozen(kw_only=True, eq=False)
class PlacedMeshes:
    """The shown meshes of a scene: rigid copies as (k, 4, 4) matrices by shape, and skinned meshes.

    ``hidden``: how many nodes with a mesh are not shown.
    """

    rigid: dict[Shape, Floats]
    bent: list[tuple[Shape, Floats]] = field(factory=list)
    hidden: int = 0


def place_meshes(document: Json, accessors: Accessors) -> PlacedMeshes:
    """Collect all meshes of the shown scene in their rest pose."""
    roots = shown_roots(document)
    worlds = world_matrices(document, roots)
    visible = visible_nodes(document, roots)
    copies: dict[Shape, list[Floats]] = {}
    bent: list[tuple[Shape, Floats]] = []
    total = hidden = 0
    for index, world in worlds.items():
        node: Json = document["nodes"][index]
        if "mesh" not in node:
            continue
        if index not in visible:
            hidden += 1
            continue
        mesh: Json = document["meshes"][node["mesh"]]
        shape = (node["mesh"], tuple(node.get("weights") or mesh.get("weights") or ()))
        if "skin" in node:
            joints = joint_matrices(accessors, document["skins"][node["skin"]], worlds)
            shared = rigid_matrix(joints)
            if shared is None:
                bent.append((shape, joints))
                continue
            placed = shared[None]
        else:
            placed = _instances(accessors, node, world)
        total += len(placed)
        if total > MOST_INSTANCES:
            raise EngineError(f"The scene shows more than {MOST_INSTANCES} instances of its meshes.")
        copies.setdefault(shape, []).append(placed)
    if hidden and not copies and not bent:
        raise EngineError(f"All {hidden} meshes of the scene are hidden ({VISIBILITY}): there is nothing to measure.")
    rigid = {shape: np.concatenate(parts) for shape, parts in copies.items()}
    return PlacedMeshes(rigid=rigid, bent=bent, hidden=hidden)


def _instances(accessors: Accessors, node: Json, world: Floats) -> Floats:
    instancing = node.get("extensions", {}).get(INSTANCING)
    if instancing is None:
        return world[None]
    parts: dict[str, Floats] = {}
    for name, width in (("TRANSLATION", 3), ("ROTATION", 4), ("SCALE", 3)):
        index = instancing["attributes"].get(name)
        if index is None:
            continue
        accessor = accessors.read(index)
        if accessor is None:
            raise EngineError(f"{name} of {INSTANCING} is compressed or missing and cannot be measured.")
        if accessor.width != width or accessor.count > MOST_INSTANCES:
            raise EngineError(f"{name} of {INSTANCING} must hold vectors of {width}, at most {MOST_INSTANCES} of them.")
        parts[name] = accessor.rows(0, accessor.count)
    counts = {len(part) for part in parts.values()}
    if len(counts) != 1:
        raise EngineError(f"The attributes of {INSTANCING} must be given and be equally long, not {sorted(counts)}.")
    count = counts.pop()
    translations = parts.get("TRANSLATION", np.zeros((count, 3)))
    rotations = parts.get("ROTATION", np.tile((0.0, 0.0, 0.0, 1.0), (count, 1)))
    scales = parts.get("SCALE", np.ones((count, 3)))
    placed: Floats = world @ compose(translations, rotations, scales)
    return placed

"""The node graph of a glTF file: scene roots, local and world matrices; refuses graphs that are not a forest."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import EngineError
from ..json_object import Json
from .box import Floats

VISIBILITY = "KHR_node_visibility"


def compose(translations: Floats, rotations: Floats, scales: Floats) -> Floats:
    """Build (k, 4, 4) matrices from translations (k, 3), quaternions xyzw (k, 4) and scales (k, 3)."""
    x, y, z, w = rotations.T
    matrices = np.zeros((len(translations), 4, 4))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrices[:, :3, :3] = turn.transpose(2, 0, 1) * scales[:, None, :]
    matrices[:, :3, 3] = translations
    matrices[:, 3, 3] = 1.0
    return matrices


def local_matrix(node: Json) -> Floats:
    """Return the 4x4 matrix of a node, from its matrix or from its translation, rotation and scale."""
    if "matrix" in node:
        columns: Floats = np.array(node["matrix"], np.float64).reshape(4, 4)
        return columns.T
    if not node.keys() & {"translation", "rotation", "scale"}:
        return np.eye(4)
    parts: list[tuple[str, Any]] = [("translation", (0, 0, 0)), ("rotation", (0, 0, 0, 1)), ("scale", (1, 1, 1))]
    translation, rotation, scale = (np.array([node.get(key, rest)], np.float64) for key, rest in parts)
    matrix: Floats = compose(translation, rotation, scale)[0]
    return matrix


def top_nodes(document: Json) -> list[int]:
    """List the nodes without a parent."""
    nodes = document.get("nodes", [])
    children = {child for node in nodes for child in node.get("children", ())}
    return [index for index in range(len(nodes)) if index not in children]


def shown_roots(document: Json) -> list[int]:
    """List the roots of the scene that a viewer opens; of all nodes when the file has no scene."""
    scenes = document.get("scenes", [])
    if not scenes:
        return top_nodes(document)
    roots: list[int] = scenes[document.get("scene", 0)].get("nodes", [])
    return roots


def world_matrices(document: Json, roots: list[int]) -> dict[int, Floats]:
    """Return the world matrix of every node below the roots; EngineError when a node is reached twice."""
    nodes = document.get("nodes", [])
    worlds: dict[int, Floats] = {}
    waiting = [(root, np.eye(4)) for root in reversed(roots)]
    while waiting:
        index, parent = waiting.pop()
        if index in worlds:
            raise EngineError(f"Not valid glTF 2.0: the node graph is not a tree (node {index} is reached twice).")
        worlds[index] = parent @ local_matrix(nodes[index])
        waiting.extend((child, worlds[index]) for child in nodes[index].get("children", ()))
    return worlds


def visible_nodes(document: Json, roots: list[int]) -> set[int]:
    """Return the nodes below the roots that neither they nor a node above them hide (KHR_node_visibility)."""
    nodes = document.get("nodes", [])
    visible: set[int] = set()
    waiting = list(roots)
    while waiting:
        index = waiting.pop()
        if nodes[index].get("extensions", {}).get(VISIBILITY, {}).get("visible", True):
            visible.add(index)
            waiting.extend(nodes[index].get("children", ()))
    return visible


def make_scene_roots_parentless(document: Json) -> None:
    """Repair scenes that list a node which is also some node's child.

    Some exporters (UniGLTF) write this. Below an ancestor of the same scene the entry is dropped as redundant; else
    the node is taken from its parent. Wrapping such roots as they are makes some readers crash.
    """
    nodes = document.get("nodes", [])
    scenes = document.get("scenes", [])
    parents = {child: index for index, node in enumerate(nodes) for child in node.get("children", ())}
    for scene in scenes:
        if any(root in parents for root in scene.get("nodes", ())):
            listed = scene["nodes"]
            covered = _below_listed(listed, parents)
            scene["nodes"] = [root for root in listed if not covered[root]]
    for root in sorted({root for scene in scenes for root in scene.get("nodes", ()) if root in parents}):
        parent = nodes[parents[root]]
        parent["children"] = [child for child in parent["children"] if child != root]
        if not parent["children"]:
            del parent["children"]


def _below_listed(listed: list[int], parents: dict[int, int]) -> dict[int, bool]:
    """Return for each listed node whether one of its ancestors is listed too, walking no edge twice."""
    members = set(listed)
    known: dict[int, bool] = {}
    for root in listed:
        path: list[int] = []
        walked: set[int] = set()
        current = root
        verdict = False
        while current not in known and current not in walked:
            path.append(current)
            walked.add(current)
            if current not in parents:
                break
            current = parents[current]
            if current == root:
                raise EngineError(f"Not valid glTF 2.0: the node graph is not a tree (node {root} is below itself).")
            if current in members:
                verdict = True
                break
        else:
            verdict = known.get(current, False)
        known.update(dict.fromkeys(path, verdict))
    return known

"""What Blender sees in a model: run by a Python that has ``bpy``, with the file's path; prints JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import bpy  # type: ignore[import-not-found]

IMPORTERS: dict[str, Callable[..., Any]] = {
    "glb": bpy.ops.import_scene.gltf,
    "fbx": bpy.ops.wm.fbx_import,
    "obj": bpy.ops.wm.obj_import,
    "stl": bpy.ops.wm.stl_import,
    "usdz": bpy.ops.wm.usd_import,
}


def seen(path: str) -> dict[str, Any]:
    """Import a file into an empty scene and describe all its meshes as Blender shows them, Z up."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    IMPORTERS[path.rpartition(".")[2]](filepath=path)
    shown = bpy.context.evaluated_depsgraph_get()
    points, sides = [], []
    for item in shown.object_instances:
        if item.object.type == "MESH":
            mesh = item.object.data
            points += [item.matrix_world @ vertex.co for vertex in mesh.vertices]
            sides += [len(polygon.vertices) for polygon in mesh.polygons]
    return {
        "low": [min(point[axis] for point in points) for axis in range(3)],
        "high": [max(point[axis] for point in points) for axis in range(3)],
        "polygons": len(sides),
        "quads": sides.count(4),
        "inputs": sorted(inputs()),
        "textures": sorted({tuple(image.size) for image in bpy.data.images if image.size[0] and image.has_data}),
        "armatures": len(bpy.data.armatures),
        "actions": len(bpy.data.actions),
    }


def inputs() -> set[str]:
    """Return what of the surface comes from textures."""
    found: set[str] = set()
    for material in bpy.data.materials:
        for node in material.node_tree.nodes if material.node_tree else ():
            if node.type == "BSDF_PRINCIPLED":
                found |= {socket.name for socket in node.inputs if socket.is_linked}
    return found


print("\n" + json.dumps(seen(sys.argv[1])))

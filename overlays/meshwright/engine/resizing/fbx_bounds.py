"""Measure the rest pose of an FBX scene exactly, in its own units: every vertex polygons name, of every instance."""

from __future__ import annotations

import numpy as np

from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.box import Box
from meshwright.engine.resizing.fbx_geometry import Geometry, read_geometry
from meshwright.engine.resizing.fbx_scene import FbxScene
from meshwright.engine.resizing.fbx_skin import skinned_points
from meshwright.engine.resizing.fbx_transforms import Transforms
from meshwright.engine.resizing.fbx_tree import Key
from meshwright.engine.resizing.model import Progress

# Some 40 s of work; a small hostile file may ask for thousands of instances of one large mesh.
MOST_VISITS = 1_000_000_000
_BLOCK = 1 << 18


def measure_scene(scene: FbxScene, transforms: Transforms, notes: list[str], progress: Progress) -> Box:
    """Measure all meshes of a scene."""
    users = _geometry_users(scene)
    box = Box()
    visits = 0
    for done, (key, models) in enumerate(users.items()):
        geometry = read_geometry(scene, key, notes)
        if geometry is not None:
            visits += len(geometry.points) * len(models)
            if visits > MOST_VISITS:
                raise EngineError(
                    f"The scene shows more than {MOST_VISITS} vertices, counting every copy.", code="timeout"
                )
            for model in models:
                _add(box, scene, transforms, key, model, geometry)
        progress((done + 1) / len(users))
    return box


def _geometry_users(scene: FbxScene) -> dict[Key, list[Key]]:
    """List the models that show each geometry; before FBX 7 a mesh is its own geometry."""
    if not scene.document.numbers_objects:
        holds = ("Vertices", "Points")
        return {key: [key] for key, node in scene.models.items() if any(node.child(name) is not None for name in holds)}
    users: dict[Key, list[Key]] = {}
    for model in scene.models:
        for geometry in scene.attached(model, "Geometry"):
            if scene.kind(scene.objects[geometry]) != b"Shape":
                users.setdefault(geometry, []).append(model)
    return users


def _add(box: Box, scene: FbxScene, transforms: Transforms, key: Key, model: Key, geometry: Geometry) -> None:
    moved = skinned_points(scene, transforms, key, model, geometry.points)
    matrix = np.eye(4) if moved is not None else transforms.world(model) @ transforms.geometry(model)
    points = geometry.points if moved is None else moved
    for start in range(0, len(geometry.shown), _BLOCK):
        box.add_moved(matrix, points[geometry.shown[start : start + _BLOCK]])

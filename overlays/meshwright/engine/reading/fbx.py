"""Read FBX 6 and 7, binary and ASCII, from the tree that a resize edits: the meshes that it shows, in their rest pose.

Surfaces other than meshes are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..face_counts import check_faces
from ..mesh import Floats
from ..resizing.box import transform_points
from ..resizing.fbx import open_document
from ..resizing.fbx_bounds import find_shown
from ..resizing.fbx_connections import Key
from ..resizing.fbx_geometry import read_geometry
from ..resizing.fbx_scene import FbxScene
from ..resizing.fbx_skin import skinned_points
from ..resizing.fbx_transforms import Transforms
from ..resizing.placement import Axes
from .fbx_layers import read_corners, read_layer
from .fbx_paint import Paints
from .parts import Paint, Part

_NOT_MESHES: Final = "Surfaces of the FBX file that are not meshes were left out."
_POSED: Final = "The skeleton was left out; the meshes are in their rest pose."


def read_fbx(path: Path, notes: list[str]) -> list[Part]:
    """Return the parts of an FBX file."""
    scene = FbxScene(open_document(path))
    transforms, paints = Transforms(scene), Paints(scene, path.parent, notes)
    shown = find_shown(scene)
    parts: list[Part] = []
    faces = 0
    for key, models in (shown.users or shown.hidden).items():
        for model in models:
            for part in _parts(scene, transforms, paints.of(model), key, model, notes):
                faces += len(part.triangles)
                check_faces(faces)
                parts.append(part)
    return parts


def _parts(
    scene: FbxScene, transforms: Transforms, paints: list[Paint], key: Key, model: Key, notes: list[str]
) -> Iterator[Part]:
    """Yield one part for each material of a mesh."""
    node, geometry = scene.objects[key], read_geometry(scene, key, [])
    if geometry is None or node.child("PolygonVertexIndex") is None:
        notes.append(_NOT_MESHES)
        return
    moved = skinned_points(scene, transforms, key, model, geometry.points, [])
    if moved is not None:
        notes.append(_POSED)
    matrix = transforms.world(model) @ transforms.geometry(model)
    points = transform_points(matrix, geometry.points) if moved is None else moved
    corners = read_corners(node, len(points))
    normals = read_layer(node, "LayerElementNormal", "Normals", 3, corners) if moved is None else None
    if normals is not None:
        normals = normals @ np.linalg.pinv(matrix[:3, :3])
        normals /= np.linalg.norm(normals, axis=2, keepdims=True) + 1e-12
    uv = read_layer(node, "LayerElementUV", "UV", 2, corners)
    colours = read_layer(node, "LayerElementColor", "Colors", 4, corners)
    numbers = read_layer(node, "LayerElementMaterial", "Materials", 1, corners)
    material = np.zeros(len(corners.point), np.int64) if numbers is None else numbers[:, 0, 0].astype(np.int64)
    turn = _to_y_up(scene.axes)
    mirrored = bool(np.linalg.det(turn @ matrix[:3, :3]) < 0)
    for number in np.unique(material):
        chosen = material == number
        paint = paints[number] if 0 <= number < len(paints) else Paint()
        corner = corners.point[chosen].ravel()
        triangles = np.arange(len(corner)).reshape(-1, 3)
        yield Part(
            points[corner] @ turn.T,
            triangles[:, ::-1] if mirrored else triangles,
            paint,
            None if normals is None else _flat(normals, chosen) @ turn.T / np.cbrt(abs(np.linalg.det(turn))),
            None if uv is None else _flat(uv, chosen),
            None if colours is None or paint.image is not None else _bytes(_flat(colours, chosen)),
            scene.readable_name(model),
        )


def _to_y_up(axes: Axes) -> Floats:
    """Return the matrix (3, 3) from the file's axes and unit to Y up, in metres."""
    turns = {
        0: [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
        1: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        2: [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    }
    turn = np.array(turns[axes.up], np.float64)
    if axes.up_sign < 0:
        turn = np.diag([1.0, -1.0, -1.0]) @ turn
    return turn * axes.metres_per_unit


def _flat(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
    return values[chosen].reshape(-1, values.shape[2])


def _bytes(colours: Floats) -> NDArray[np.uint8]:
    return (colours[:, :3].clip(0, 1) * 255 + 0.5).astype(np.uint8)

"""Read GLB, glTF, OBJ and STL with trimesh: each part where its nodes place it, with the colours of its material.

Points and lines are left out. Files next to the model are read where trimesh finds them in the model's own folder.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import trimesh
from attrs import evolve

from ..errors import EngineError
from ..face_counts import check_faces
from ..mesh import Floats, Pixels
from ..pictures import load_texture
from ..resizing.formats import ModelFormat
from .parts import GREY, Paint, Part, encoded

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only
_LEFT_OUT: Final = "Points and lines of the model were left out."
_CLEAR: Final = "Transparency was not kept."
_RANDOM: Final = re.compile(r"_[0-9a-f]{6}\Z")
_DAMAGED: Final = "A texture cannot be read; the colour of its material is used."
_LOST: Final = {
    "occlusionTexture": "The occlusion map was left out.",
    "emissiveTexture": "The emission map was left out.",
}


def read_scene(path: Path, kind: ModelFormat, notes: list[str]) -> list[Part]:
    """Return the parts of a model; raises EngineError for a file that cannot be read."""
    try:
        scene = _trimesh.load_scene(path, file_type=kind, process=False)
    except MemoryError:
        raise
    except Exception as error:
        raise EngineError(f"The {kind.upper()} file cannot be read: {type(error).__name__}: {error}"[:300]) from error
    paints: dict[int, Paint] = {}
    parts: list[Part] = []
    placed = [(node, *scene.graph[node]) for node in scene.graph.nodes_geometry]
    check_faces(sum(len(getattr(scene.geometry[name], "faces", ())) for _, _, name in placed))
    for node, matrix, name in placed:
        shape = scene.geometry[name]
        if len(getattr(shape, "faces", ())):
            part = _part(shape, np.asarray(matrix, np.float64), kind, paints, notes)
            parts.append(evolve(part, name=_name(str(node), str(name))))
        else:
            notes.append(_LEFT_OUT)
    return parts


def _name(node: str, shape: str) -> str:
    """Return the name of a node without the random end that trimesh adds; that of its shape if the node has none."""
    own = _RANDOM.sub("", node)
    return shape if own.isdigit() else own


def _part(shape: Any, matrix: Floats, kind: ModelFormat, paints: dict[int, Paint], notes: list[str]) -> Part:
    linear = matrix[:3, :3]
    triangles = np.asarray(shape.faces, np.int64)
    if np.linalg.det(linear) < 0:  # a mirror turns the faces inside out
        triangles = triangles[:, ::-1]
    normals = None
    if "vertex_normals" in shape._cache:  # else trimesh would compute them
        normals = np.asarray(shape.vertex_normals, np.float64) @ np.linalg.pinv(linear)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    points = np.asarray(shape.vertices, np.float64) @ linear.T + matrix[:3, 3]
    visual = shape.visual
    is_gltf = kind in ("glb", "gltf")
    part = Part(_y_up(points) if kind == "stl" else points, triangles, Paint(), normals)
    if visual.kind == "texture":
        material = visual.material
        if id(material) not in paints:
            paints[id(material)] = _paint(material, is_gltf, notes)
        uv = None if visual.uv is None or len(visual.uv) != len(points) else np.asarray(visual.uv, np.float64)
        return Part(part.points, triangles, paints[id(material)], normals, uv)
    if visual.kind == "vertex":
        return Part(part.points, triangles, Paint(), normals, None, _colours(visual.vertex_colors, is_gltf))
    if visual.kind == "face":  # each face has its own corners
        corners = triangles.ravel()
        colours = np.repeat(_colours(visual.face_colors, is_gltf), 3, axis=0)
        apart = np.arange(len(corners)).reshape(-1, 3)
        return Part(part.points[corners], apart, Paint(), None, None, colours)
    return part


def _y_up(points: Floats) -> Floats:
    """Turn Z up to Y up, the inverse of what the STL writer does."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], 1)


def _colours(rgba: Any, is_linear: bool) -> Pixels:
    colours = np.asarray(rgba, np.uint8)[:, :3]
    return encoded(colours / 255) if is_linear else colours


def _paint(material: Any, is_gltf: bool, notes: list[str]) -> Paint:
    """Return the colour of a material; a factor is multiplied into its image."""
    notes += [note for name, note in _LOST.items() if getattr(material, name, None) is not None]
    if getattr(material, "alphaMode", None) in ("BLEND", "MASK"):
        notes.append(_CLEAR)
    image = getattr(material, "baseColorTexture" if is_gltf else "image", None)
    pixels = None if image is None else load_texture(image)
    if image is not None and pixels is None:
        notes.append(_DAMAGED)
    if not is_gltf:
        own = getattr(material, "diffuse", None)
        red, green, blue = (int(value) for value in (GREY if own is None else own[:3]))
        is_stand_in = pixels is not None and max(pixels.shape) <= 3  # for an image that trimesh did not find
        return Paint((red, green, blue), None if is_stand_in else pixels)
    factor = getattr(material, "baseColorFactor", None)
    if factor is None:
        return Paint(image=pixels, maps=_maps(material))
    light = np.asarray(factor, np.float64)[:3] / (255 if np.asarray(factor).dtype.kind in "iu" else 1)
    red, green, blue = GREY if np.array_equal(np.round(light * 255), GREY) else encoded(light).tolist()
    if pixels is not None and (light < 1).any():
        pixels = encoded((pixels / 255.0) ** 2.2 * light)
    return Paint((red, green, blue), pixels, _maps(material))


def _maps(material: Any) -> dict[str, Pixels]:
    """Return the maps of a glTF material that has any, a plain one where it has only a factor."""
    both, normal = (
        None if image is None else load_texture(image)
        for image in (getattr(material, name, None) for name in ("metallicRoughnessTexture", "normalTexture"))
    )
    if both is None and normal is None:
        return {}
    both = np.full((16, 16, 3), 255, np.uint8) if both is None else both
    metal, rough = (getattr(material, name, None) for name in ("metallicFactor", "roughnessFactor"))
    return {
        "metallic": _scaled(both[..., 2], metal),
        "normal": np.full((16, 16, 3), (128, 128, 255), np.uint8) if normal is None else normal,
        "roughness": _scaled(both[..., 1], rough),
    }


def _scaled(channel: Pixels, factor: float | None) -> Pixels:
    return channel if factor is None else (channel * float(factor) + 0.5).clip(0, 255).astype(np.uint8)

"""Small pictures of a model: a camera, three lights, and a soft grey backdrop or none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from ..mesh import Atlas, Floats, Ints, Mesh, Model, Pixels
from ..rasterizer import Fragments, rasterize
from .baking import texture_at

SIDE: Final = 512
_SUPERSAMPLING: Final = 2
_FIELD_OF_VIEW: Final = np.radians(30.0)
_PLAIN_GREY: Final = 0.72
_AMBIENT: Final = 0.42
_LIGHTS: Final = (  # direction, strength: key, fill, back
    (np.array([0.45, 0.70, 0.75]), 0.62),
    (np.array([-0.80, 0.25, 0.40]), 0.24),
    (np.array([0.10, 0.35, -0.95]), 0.30),
)


def render(mesh: Mesh, atlas: Atlas | None, azimuth: float = 30.0, elevation: float = 15.0, side: int = SIDE) -> Pixels:
    """Return an RGBA picture (side, side, 4) of the mesh, clear around it; angles in degrees, 0 is the front."""
    camera, eye = _camera(mesh, np.radians(azimuth), np.radians(elevation))
    clip = np.c_[mesh.vertices, np.ones(len(mesh.vertices))] @ camera.T
    triangles, fine = mesh.triangles(), side * _SUPERSAMPLING
    seen = rasterize(clip, triangles, fine, fine)
    image = np.zeros((fine * fine, 4), np.float32)
    image[seen.pixel, :3] = _shaded(mesh, triangles, _colours(mesh, atlas, seen), seen, eye)
    image[seen.pixel, 3] = 1
    squares = image.reshape(side, _SUPERSAMPLING, side, _SUPERSAMPLING, 4)
    parts = [squares[:, row, :, column] for row in range(_SUPERSAMPLING) for column in range(_SUPERSAMPLING)]
    small = np.asarray(sum(parts) / len(parts))
    small[..., :3] /= np.maximum(small[..., 3:], 1e-6)
    return (small * 255 + 0.5).clip(0, 255).astype(np.uint8)


def write_thumbnail(model: Model, path: Path, *, backdrop: bool = True) -> Path:
    """Write a picture of a model as PNG, on the grey backdrop or on nothing; return its path."""
    picture = render(model.mesh, model.atlas)
    Image.fromarray(np.ascontiguousarray(on_backdrop(picture) if backdrop else picture)).save(path, "PNG")
    return path


def on_backdrop(picture: Pixels) -> Pixels:
    """Return an RGBA picture as RGB on a light grey that darkens downwards."""
    grey = np.linspace(0.94, 0.82, picture.shape[0])[:, None, None] * 255
    alpha = picture[..., 3:] / 255
    mixed = np.asarray(picture[..., :3] * alpha + grey * (1 - alpha) + 0.5)
    return mixed.clip(0, 255).astype(np.uint8)


def _camera(mesh: Mesh, azimuth: float, elevation: float) -> tuple[Floats, Floats]:
    """Return the matrix to clip space (4, 4) and the eye; the mesh's sphere just fits."""
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    centre, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    distance = 1.02 * radius / float(np.sin(_FIELD_OF_VIEW / 2))
    back = np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    eye = centre + distance * back
    look = np.eye(4)
    look[:3, :3] = np.stack([right, np.cross(back, right), back])
    look[:3, 3] = -look[:3, :3] @ eye

    near, far, zoom = distance - 1.1 * radius, distance + 1.1 * radius, 1 / np.tan(_FIELD_OF_VIEW / 2)
    project = np.diag([zoom, zoom, (far + near) / (near - far), 0.0])
    project[2, 3], project[3, 2] = 2 * far * near / (near - far), -1.0
    return project @ look, eye


def _colours(mesh: Mesh, atlas: Atlas | None, seen: Fragments) -> Floats:
    """Return the unlit colour of each fragment, 0 to 1, linear in light, (n, 3)."""
    if atlas is None:
        return np.full((len(seen.pixel), 3), _PLAIN_GREY**2.2)
    corners = mesh.cut(atlas.polygons)[seen.triangle]
    uv = seen.between(atlas.uv[corners])
    return np.asarray((texture_at(atlas.base_color, uv) / 255) ** 2.2)


def _shaded(mesh: Mesh, triangles: Ints, colours: Floats, seen: Fragments, eye: Floats) -> Floats:
    """Return the lit colour of each fragment in sRGB, 0 to 1: diffuse light and a faint gloss (Blinn and Phong)."""
    corners = triangles[seen.triangle]
    normal = seen.between(mesh.normals()[corners])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    to_eye = eye - seen.between(mesh.vertices[corners])
    to_eye /= np.linalg.norm(to_eye, axis=1, keepdims=True)
    lit = colours * (_AMBIENT + 0.12 * normal[:, 1:2])
    for direction, strength in _LIGHTS:
        to_light = direction / np.linalg.norm(direction)
        diffuse = (normal @ to_light).clip(0)[:, None]
        halfway = to_eye + to_light
        halfway /= np.linalg.norm(halfway, axis=1, keepdims=True)
        gloss = 0.04 * (normal * halfway).sum(1).clip(0)[:, None] ** 24
        lit = lit + strength * diffuse * (colours + gloss)
    return np.asarray(lit.clip(0, 1) ** (1 / 2.2))

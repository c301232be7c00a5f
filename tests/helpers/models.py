"""Painted models for the tests of the engine, and what other readers see of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import trimesh
from meshwright.engine.mesh import Atlas, Mesh, Model
from PIL import Image

_trimesh: Any = trimesh

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 40), (30, 60, 210), (240, 240, 240)
PLACES = {
    (0.5, 1.0, 0.0): RED,
    (-0.5, 1.0, 0.0): GREEN,
    (0.0, 1.0, 0.25): BLUE,
    (0.0, 1.0, -0.25): WHITE,
}
"""Points on the box, 1 wide, 2 high and 0.5 deep, and the colour of each side."""


def painted_box(folder: Path) -> Model:
    """Return a box of quads on the ground: red on the right, green left, blue front, white behind."""
    mesh = Mesh(
        np.array([[x, y, z] for x in (-0.5, 0.5) for y in (0.0, 2.0) for z in (-0.25, 0.25)]),
        np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]),
    )
    colours = (GREEN, RED, (90, 90, 90), (10, 10, 10), WHITE, BLUE)
    pixels = np.repeat(np.repeat(np.array(colours, np.uint8).reshape(2, 3, 3), 32, axis=0), 32, axis=1)
    square = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    uv = np.concatenate([(square + np.array([side % 3, 1 - side // 3])) / [3, 2] for side in range(6)])
    path = folder / "box.png"
    Image.fromarray(pixels).save(path)
    return Model(mesh, Atlas(uv, np.arange(24).reshape(6, 4), pixels), {"base_color": path})


def colours_at(path: Path, places: list[tuple[float, float, float]]) -> list[tuple[int, int, int]]:
    """Return what trimesh shows of a textured GLB or OBJ nearest to some places."""
    mesh = _trimesh.load(path, force="mesh", process=False)
    return mesh_colours_at(mesh, places)


def mesh_colours_at(mesh: Any, places: list[tuple[float, float, float]]) -> list[tuple[int, int, int]]:
    """Return the colours of a mesh of trimesh nearest to some places."""
    _, _, faces = _trimesh.proximity.closest_point_naive(mesh, np.array(places))
    corners = mesh.vertices[mesh.faces[faces]]
    weights = _trimesh.triangles.points_to_barycentric(corners, np.array(places))
    uv = np.einsum("nc,ncv->nv", weights.clip(0, 1), mesh.visual.uv[mesh.faces[faces]])
    image = mesh.visual.material.to_simple().image if hasattr(mesh.visual.material, "to_simple") else None
    image = mesh.visual.material.image if image is None else image
    pixels = np.asarray(image.convert("RGB"))
    height, width = pixels.shape[:2]
    column = (uv[:, 0] * width).astype(int).clip(0, width - 1)
    row = ((1 - uv[:, 1]) * height).astype(int).clip(0, height - 1)
    return [tuple(int(value) for value in pixel) for pixel in pixels[row, column]]  # type: ignore[misc]


def are_close(found: list[tuple[int, int, int]], wanted: list[tuple[int, int, int]], tolerance: int = 12) -> bool:
    """Return whether colours agree up to the rounding of textures."""
    return bool((np.abs(np.array(found, int) - np.array(wanted, int)) <= tolerance).all())

"""Paint an atlas texel by texel: which point of the mesh each texel shows, and the colour there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..mesh import Atlas, Floats, Ints, Mesh, Model, Pixels
from ..rasterizer import rasterize
from .bleeding import filled
from .nearest import Surface

Colours: TypeAlias = Callable[[Ints, Floats], NDArray[np.floating]]
"""Returns the colours (n, 3), 0 to 255, of points: their triangles (n,) and the weights of the corners (n, 3)."""
_BLOCK: Final = 250_000  # texels at a time


@frozen(eq=False)
class Layout:
    """Texture coordinates (k, 2), v up, and polygons of them like the mesh's."""

    uv: Floats
    polygons: Ints


def baked(mesh: Mesh, layout: Layout, side: int, colours: Colours) -> Atlas:
    """Return the atlas of a mesh, ``side`` pixels square, painted by a function of points of the mesh."""
    pixels = np.zeros((side * side, 3), np.uint8)
    known = np.zeros(side * side, bool)
    corners = mesh.cut(layout.polygons)
    # The rasterizer leaves out triangles that are seen from behind: here those that are mirrored.
    a, b, c = (layout.uv[corners[:, corner]] for corner in range(3))
    is_mirrored = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) < (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    order = np.where(is_mirrored[:, None], [0, 2, 1], [0, 1, 2])
    turned = np.take_along_axis(corners, order, axis=1)
    clip = np.c_[layout.uv * 2 - 1, np.zeros(len(layout.uv)), np.ones(len(layout.uv))]
    seen = rasterize(clip, turned, side, side)
    for start in range(0, len(seen.pixel), _BLOCK):
        block = slice(start, start + _BLOCK)
        triangle, pixel = seen.triangle[block], seen.pixel[block]
        weights = np.take_along_axis(seen.weights[block], order[triangle], axis=1)  # swapping is its own inverse
        pixels[pixel] = (colours(triangle, weights) + 0.5).clip(0, 255).astype(np.uint8)
        known[pixel] = True
    square = pixels.reshape(side, side, 3)
    if not known.any():
        square[:] = 128
        known[:] = True
    return Atlas(layout.uv, layout.polygons, filled(square, known.reshape(side, side)))


def of_same_mesh(mesh: Mesh, atlas: Atlas) -> Colours:
    """Return the colours that an atlas gives the mesh, in order to paint another atlas of the same mesh."""
    corners = mesh.cut(atlas.polygons)

    def colours(triangle: Ints, weights: Floats) -> Floats:
        uv = np.einsum("ncv,nc->nv", atlas.uv[corners[triangle]], weights)
        return texture_at(atlas.base_color, uv)

    return colours


def of_nearest(mesh: Mesh, source: Model) -> Colours:
    """Return the colours of the points of a textured model that are nearest to those of another mesh."""
    surface, triangles = Surface.of(source.mesh), mesh.triangles()
    assert source.atlas is not None  # the caller has a textured model
    shown = of_same_mesh(source.mesh, source.atlas)

    def colours(triangle: Ints, weights: Floats) -> NDArray[np.floating]:
        points = np.einsum("ncv,nc->nv", mesh.vertices[triangles[triangle]], weights)
        found = surface.nearest(points)
        return shown(found.triangle, found.weights)

    return colours


def texture_at(texture: Pixels, uv: Floats) -> Floats:
    """Return the texture at the given places, blended between the four nearest pixels."""
    height, width = texture.shape[:2]
    x = (uv[:, 0] * width - 0.5).clip(0, width - 1)
    y = ((1 - uv[:, 1]) * height - 0.5).clip(0, height - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    part_x, part_y = (x - left)[:, None], (y - top)[:, None]
    upper = texture[top, left] * (1 - part_x) + texture[top, right] * part_x
    lower = texture[bottom, left] * (1 - part_x) + texture[bottom, right] * part_x
    return np.asarray(upper * (1 - part_y) + lower * part_y)

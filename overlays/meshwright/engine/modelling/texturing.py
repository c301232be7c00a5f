"""Project the pictures onto the mesh: each face shows the picture that sees it best.

Each picture fills one tile of the base colour texture; a side without a picture shows the opposite one's, mirrored. So
a model from one picture has one tile, no seam, and texture coordinates that front and back share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from attrs import frozen
from PIL import Image

from ..filters import Mask, most_around
from ..mesh import Atlas, Ints, Mesh, Pixels
from ..rasterizer import rasterize
from .adjacency import agreed
from .bleeding import bled
from .segmentation import Foreground
from .silhouette import Frame
from .views import OPPOSITE, VIEWS

_TILES: Final = {1: (1, 1), 2: (2, 1), 3: (2, 2), 4: (2, 2)}  # columns, rows
_FILL: Final = 0.98  # of a tile's side: the rest keeps neighbours apart
_VISIBILITY_SIDE: Final = 512


@frozen(eq=False)
class Shot:
    """One picture of the object, and the object's position in it."""

    foreground: Foreground
    frame: Frame


def textured(mesh: Mesh, shots: Mapping[str, Shot], side: int) -> Atlas:
    """Return the atlas, ``side`` pixels square, of a mesh of height 1 as the fields describe it."""
    names = list(shots)
    columns, rows = _TILES[len(names)]
    tile_width, tile_height = side // columns, side // rows
    base_color = np.zeros((side, side, 3), np.uint8)
    uv = np.empty((len(names), len(mesh.vertices), 2))
    for index, name in enumerate(names):
        across = mesh.vertices @ VIEWS[name].right
        half_width, half_height = float(np.abs(across).max()), float(np.abs(mesh.vertices[:, 1] - 0.5).max())
        scale = _FILL / 2 * min(tile_width / max(half_width, 1e-9), tile_height / half_height)
        left, top = index % columns * tile_width, index // columns * tile_height
        tile = _tile(shots[name], tile_width, tile_height, scale)
        base_color[top : top + tile_height, left : left + tile_width] = tile
        uv[index, :, 0] = (left + tile_width / 2 + across * scale) / side
        uv[index, :, 1] = 1 - (top + tile_height / 2 + (0.5 - mesh.vertices[:, 1]) * scale) / side
    chosen = _best_views(mesh, names) if len(names) > 1 else np.zeros(len(mesh.polygons), np.int64)
    used, polygons = np.unique(chosen[:, None] * len(mesh.vertices) + mesh.polygons, return_inverse=True)
    return Atlas(uv.reshape(-1, 2)[used], polygons.reshape(mesh.polygons.shape).astype(np.int64), base_color)


def _tile(shot: Shot, width: int, height: int, scale: float) -> Pixels:
    """Return the picture around the object, ``scale`` pixels to an object height, the object's middle in the middle.

    Where the tile reaches beyond the picture, the picture's border continues.
    """
    colours = bled(shot.foreground)
    zoom = scale / shot.frame.height
    x = _Span.of(width, shot.frame.middle, zoom, colours.shape[1])
    y = _Span.of(height, shot.frame.top + shot.frame.height / 2, zoom, colours.shape[0])
    size, box = (x.end - x.start, y.end - y.start), (x.low, y.low, x.high, y.high)
    part = np.asarray(Image.fromarray(colours).resize(size, Image.Resampling.BICUBIC, box=box))
    return np.pad(part, ((y.start, height - y.end), (x.start, width - x.end), (0, 0)), mode="edge")


class _Span(NamedTuple):
    """Hold which pixels of a tile show the picture, along one axis, and which stretch of the picture they show."""

    start: int
    end: int
    low: float
    high: float

    @classmethod
    def of(cls, tile: int, middle: float, zoom: float, picture: int) -> _Span:
        """Return the span of a tile around the ``middle`` of a picture, ``zoom`` tile pixels to a picture's pixel."""
        origin = tile / 2 - middle * zoom
        start = min(max(int(np.ceil(origin)), 0), tile - 1)
        end = max(min(int(origin + picture * zoom), tile), start + 1)
        low = min(max((start - origin) / zoom, 0.0), picture - 1e-3)
        return cls(start, end, low, min(max((end - origin) / zoom, low + 1e-3), float(picture)))


def _best_views(mesh: Mesh, names: list[str]) -> Ints:
    """Return for each polygon the number of the picture that sees it most squarely and without an obstacle."""
    corners = mesh.vertices[mesh.polygons]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, -1] - corners[:, 1])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    score = np.empty((len(mesh.polygons), len(names)))
    for index, name in enumerate(names):
        facing = normal @ VIEWS[name].toward
        hidden = ~_visible(mesh, name)
        if OPPOSITE[name] not in names:
            hidden &= facing > 0
            facing = np.abs(facing) - 0.02 * (facing < 0)
        score[:, index] = facing - 1.5 * hidden
    return agreed(mesh, score)


def _visible(mesh: Mesh, name: str) -> Mask:
    """Return which polygons a distant camera on that side would see."""
    view, triangles = VIEWS[name], mesh.triangles()
    reach = 1.02 * float(np.abs(mesh.vertices - [0, 0.5, 0]).max())
    clip = np.ones((len(mesh.vertices), 4))
    clip[:, 0] = mesh.vertices @ view.right / reach
    clip[:, 1] = (mesh.vertices[:, 1] - 0.5) / reach
    clip[:, 2] = -mesh.vertices @ view.toward / reach
    side = _VISIBILITY_SIDE
    seen = rasterize(clip, triangles, side, side)
    nearest = np.full(side * side, -9.0)
    nearest[seen.pixel] = seen.depth
    nearest = most_around(nearest.reshape(side, side), 3)
    centre = clip[mesh.polygons].mean(1)
    column = ((centre[:, 0] + 1) / 2 * side).astype(int).clip(0, side - 1)
    row = ((1 - centre[:, 1]) / 2 * side).astype(int).clip(0, side - 1)
    return np.asarray(centre[:, 2] <= nearest[row, column] + 0.02)

"""Make one atlas of the paints of several parts: images side by side, plain colours as swatches, and the colours of
points as two by two pixels for each face, which any viewer blends as the points were blended.

A part whose texture repeats gets the repeated image, at most ``_REPEATS`` times in each direction.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
from attrs import frozen
from PIL import Image

from ..errors import EngineError
from ..mesh import Atlas, Floats, Ints, Pixels, distinct
from .parts import GREY, Paint, Part

SIDE: Final = 4096
"""The most pixels of an atlas of several images along a side; larger ones are reduced."""
_REPEATS: Final = 4
_GUTTER: Final = 4  # pixels around an image, so that neighbours do not bleed into each other
_SWATCH: Final = 4
_FLAT_ABOVE: Final = 500_000  # faces: above it each has one pixel, not four
_EDGE: Final = 1e-5
REPEATED: Final = f"A texture repeats more than {_REPEATS} times across a face; it is cut off there."


@frozen(eq=False)
class _Tile:
    """A piece of the atlas, and the corners (m, 3, 2) that its parts have in it, in pixels from its upper left."""

    pixels: Pixels
    corners: list[Floats]
    faces: list[Ints]
    can_shrink: bool = False


def has_paint(parts: Sequence[Part]) -> bool:
    """Return whether anything in the parts has a colour of its own."""
    return any(part.colours is not None or part.paint.image is not None or part.paint.colour != GREY for part in parts)


def keeps_coordinates(parts: Sequence[Part]) -> bool:
    """Return whether all parts have texture coordinates in one image, which can be kept."""
    if any(part.uv is None for part in parts) or len({part.paint.key for part in parts}) > 1:
        return False
    moved = [_moved(part.uv[part.triangles]) for part in parts if part.uv is not None]
    return all(bool((corners <= 1 + _EDGE).all()) for corners in moved)


def kept_atlas(parts: Sequence[Part]) -> Atlas:
    """Return the atlas of parts that keep their coordinates."""
    corners = np.concatenate([_moved(part.uv[part.triangles]) for part in parts if part.uv is not None])
    paint = parts[0].paint
    pixels = np.full((16, 16, 3), paint.colour, np.uint8) if paint.image is None else paint.image
    return _atlas(corners, pixels)


def packed_atlas(parts: Sequence[Part], notes: list[str]) -> Atlas:
    """Return one atlas of all paints, its polygons in the order of the parts' triangles."""
    counts = [len(part.triangles) for part in parts]
    starts = np.cumsum([0, *counts])
    numbers = [np.arange(start, start + count) for start, count in zip(starts, counts, strict=False)]
    images: dict[Hashable, list[int]] = {}
    plain: list[int] = []
    coloured: list[int] = []
    for place, part in enumerate(parts):
        if part.colours is not None:
            coloured.append(place)
        elif part.paint.image is not None and part.uv is not None:
            images.setdefault(part.paint.key, []).append(place)
        else:
            plain.append(place)
    tiles = [_image_tile([parts[p] for p in group], [numbers[p] for p in group], notes) for group in images.values()]
    if plain:
        tiles.append(_swatches([parts[p] for p in plain], [numbers[p] for p in plain]))
    if coloured:
        tiles.append(_blocks([parts[p] for p in coloured], [numbers[p] for p in coloured]))
    return _arranged(tiles, int(starts[-1]))


def _moved(corners: Floats) -> Floats:
    """Return the coordinates (m, 3, 2) of faces with each face moved by whole images to begin in the first."""
    return np.asarray(corners - np.floor(corners.min(1, keepdims=True) + _EDGE))


def _image_tile(parts: list[Part], faces: list[Ints], notes: list[str]) -> _Tile:
    pixels = parts[0].paint.image
    assert pixels is not None  # the caller grouped parts with an image
    corners = [_moved(part.uv[part.triangles]) for part in parts if part.uv is not None]
    reach = np.max([each.max((0, 1)) for each in corners], axis=0)
    across, up = np.ceil(reach - _EDGE).clip(1, _REPEATS).astype(int)
    if (reach > _REPEATS + _EDGE).any():
        notes.append(REPEATED)
    while pixels.shape[0] * up * pixels.shape[1] * across > SIDE * SIDE:
        pixels = _resized(pixels, 0.5)
    height, width = pixels.shape[:2]
    places = [
        np.stack([each[..., 0].clip(0, across) * width, (up - each[..., 1].clip(0, up)) * height], -1)
        for each in corners
    ]
    return _Tile(np.tile(pixels, (up, across, 1)), places, faces, can_shrink=True)


def _swatches(parts: list[Part], faces: list[Ints]) -> _Tile:
    """Return a square of plain colours."""
    colours = sorted({_plain(part.paint) for part in parts})
    columns = int(np.ceil(np.sqrt(len(colours))))
    pixels = np.zeros((columns, columns, 3), np.uint8)
    pixels.reshape(-1, 3)[: len(colours)] = colours
    corners = []
    for part in parts:
        row, column = divmod(colours.index(_plain(part.paint)), columns)
        middle = (np.array([column, row]) + 0.5) * _SWATCH
        corners.append(np.broadcast_to(middle, (len(part.triangles), 3, 2)))
    return _Tile(pixels.repeat(_SWATCH, 0).repeat(_SWATCH, 1), corners, faces)


def _plain(paint: Paint) -> tuple[int, int, int]:
    """Return the colour of a paint; the mean of its image where the part has no coordinates for it."""
    if paint.image is None:
        return paint.colour
    red, green, blue = (int(value) for value in paint.image.mean((0, 1)).round())
    return red, green, blue


def _blocks(parts: list[Part], faces: list[Ints]) -> _Tile:
    """Return a block of pixels for each face, with the colours of its corners."""
    corner = np.concatenate([part.colours[part.triangles] for part in parts if part.colours is not None]).astype(float)
    count = len(corner)
    size = 2 if count <= _FLAT_ABOVE else 1
    columns = int(np.ceil(np.sqrt(count)))
    rows = -(-count // columns)
    first, second, third = corner[:, 0], corner[:, 1], corner[:, 2]
    block = np.stack([first, second, third, second + third - first], 1) if size == 2 else corner.mean(1)
    grid = np.zeros((rows * columns, size * size, 3))
    grid[:count] = block.reshape(count, size * size, 3)
    picture = grid.reshape(rows, columns, size, size, 3).swapaxes(1, 2).reshape(rows * size, columns * size, 3)
    origin = np.stack([np.arange(count) % columns, np.arange(count) // columns], 1) * size + 0.5
    steps = np.array([[0.0, 0], [1, 0], [0, 1]]) * (size - 1)
    return _Tile(
        (picture + 0.5).clip(0, 255).astype(np.uint8),
        [np.asarray(origin[:, None] + steps, np.float64)],
        [np.concatenate(faces)],
    )


def _arranged(tiles: list[_Tile], count: int) -> Atlas:
    """Pack the tiles in rows, the highest first, and shrink images until everything fits."""
    scale = 1.0
    while True:
        pixels = [_resized(tile.pixels, scale) if tile.can_shrink else tile.pixels for tile in tiles]
        framed = [np.pad(each, ((_GUTTER, _GUTTER), (_GUTTER, _GUTTER), (0, 0)), mode="edge") for each in pixels]
        places, width, height = _shelves([(each.shape[1], each.shape[0]) for each in framed])
        if max(width, height) <= SIDE:
            break
        if not any(tile.can_shrink and tile.pixels.shape[0] * scale > 8 for tile in tiles):
            raise EngineError("The colours of the model do not fit into one texture.", code="image_too_complex")
        scale *= 0.8
    sheet = np.full((height, width, 3), 128, np.uint8)
    corners = np.empty((count, 3, 2))
    for tile, own, frame, (left, top) in zip(tiles, pixels, framed, places, strict=True):
        sheet[top : top + frame.shape[0], left : left + frame.shape[1]] = frame
        ratio = np.array([own.shape[1] / tile.pixels.shape[1], own.shape[0] / tile.pixels.shape[0]])
        for faces, corner in zip(tile.faces, tile.corners, strict=True):
            corners[faces] = (corner * ratio + [left + _GUTTER, top + _GUTTER]) / [width, height]
    corners[..., 1] = 1 - corners[..., 1]
    return _atlas(corners, sheet)


def _shelves(sizes: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int, int]:
    """Return the place of each rectangle, and the width and height of all."""
    limit = max(max(width for width, _ in sizes), int(np.sqrt(sum(width * height for width, height in sizes))))
    places = [(0, 0)] * len(sizes)
    left = top = shelf = right = 0
    for index in sorted(range(len(sizes)), key=lambda index: (-sizes[index][1], index)):
        width, height = sizes[index]
        if left + width > limit:
            left, top, shelf = 0, top + shelf, 0
        places[index] = (left, top)
        left, shelf = left + width, max(shelf, height)
        right = max(right, left)
    return places, right, top + shelf


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return pixels
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def _atlas(corners: Floats, pixels: Pixels) -> Atlas:
    """Return an atlas of the coordinates (m, 3, 2) of corners, equal ones written once."""
    first, index = distinct(np.round(corners.reshape(-1, 2) * (1 << 22)).astype(np.int64))
    return Atlas(corners.reshape(-1, 2)[first], index.reshape(-1, 3), pixels)

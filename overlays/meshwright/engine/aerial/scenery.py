"""A synthetic country without an end: low hills with meadows, fields, trees and a road; heights and colours by place.

Places are metres east and north of a site, heights metres above it. The same place always looks the same.
"""

from __future__ import annotations

from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..filters import Mask, ndimage

Plane: TypeAlias = NDArray[np.float32]
HIGHEST: Final = 3.0
"""Metres that the hills stay within, up and down."""
ROAD: Final = 2.6
"""Half the width of the road in metres."""
FIELD: Final = (46.0, 34.0)
"""Metres of a field, eastwards and northwards."""
_TILE: Final = 1024
_TREES: Final = 8.0
_SUN: Final = (-0.45, 0.35, 0.82)
_MEADOW, _WHEAT, _EARTH, _RAPE = (112, 134, 74), (190, 168, 104), (134, 108, 82), (176, 172, 62)
_COLOURS: Final = np.array([_MEADOW, _WHEAT, _MEADOW, _EARTH, _MEADOW, _RAPE, _MEADOW, _WHEAT], np.float32)


def heights(east: Plane, north: Plane) -> Plane:
    """Return the height of the ground."""
    return np.asarray(
        1.5 * np.sin(east / 37) * np.cos(north / 31)
        + 0.9 * np.sin(east / 19 + north / 23)
        + 0.4 * np.cos(east / 11 - north / 9),
        np.float32,
    )


def road_at(north: Plane) -> Plane:
    """Return how far east the middle of the road lies."""
    return np.asarray(72 + 14 * np.sin(north / 45) + 4 * np.sin(north / 17), np.float32)


def colours(east: Plane, north: Plane) -> Plane:
    """Return the colours (..., 3) of the ground in sunlight, 0 to 255."""
    coarse, fine = _noise(east, north, 0.61), _noise(north, -east, 0.061)
    # The borders of the fields are a little crooked.
    bent_east = east + 2.5 * np.sin(north / 13) + np.sin(north / 5)
    bent_north = north + 2.5 * np.sin(east / 15) + np.sin(east / 4.2)
    cells = _hash(np.floor(bent_east / FIELD[0]), np.floor(bent_north / FIELD[1])) * len(_COLOURS)
    kind = cells.astype(np.int8)
    ground = _COLOURS[kind]
    furrows = np.where(kind % 2 == 1, np.sin(2 * np.pi / 1.9 * bent_east), np.float32(0))
    light = 1 + np.float32(0.09) * coarse + np.float32(0.11) * fine + np.float32(0.07) * furrows
    ground = np.asarray(ground * light[..., None], np.float32)
    ground = _with_trees(ground, east, north, kind % 2 == 0, fine)
    ground = _with_road(ground, east, north, fine)
    return np.asarray((ground * _sunlight(east, north)[..., None]).clip(0, 255), np.float32)


def _with_trees(ground: Plane, east: Plane, north: Plane, meadow: Mask, grain: Plane) -> Plane:
    """Draw a tree into every third square of the meadows, with its shadow."""
    column, row = np.floor(east / _TREES), np.floor(north / _TREES)
    shift_east, shift_north, size = (_hash(column + 17 * n, row - 31 * n) for n in (1, 2, 3))
    radius = np.where(size < 0.34, 1.0 + 4 * size, 0)
    across, along = (
        (value / _TREES - cell - 0.35 - 0.3 * shift) * _TREES
        for value, cell, shift in ((east, column, shift_east), (north, row, shift_north))
    )
    shadow = (np.hypot(across - 0.7, along + 0.6) < radius) & meadow
    crown = (np.hypot(across, along) < radius) & meadow
    ground = np.where(shadow[..., None], ground * np.float32(0.55), ground)
    round_top = 0.75 + 0.35 * (along - across) / np.maximum(radius, 1) / 2 + 0.2 * grain
    leaves = np.array([64, 92, 46], np.float32) * (round_top + 0.3 * shift_east)[..., None]
    return np.where(crown[..., None], leaves, ground)


def _with_road(ground: Plane, east: Plane, north: Plane, grain: Plane) -> Plane:
    aside = np.abs(east - road_at(north))
    asphalt = np.array([118, 118, 122], np.float32) + 12 * grain[..., None]
    line = (aside < 0.14) & (np.mod(north, 6) < 3)
    asphalt = np.where(line[..., None], 226, asphalt)
    return np.where((aside < ROAD)[..., None], asphalt, ground)


def _sunlight(east: Plane, north: Plane) -> Plane:
    step = np.float32(0.5)
    here = heights(east, north)
    slope_east = (heights(east + step, north) - here) / step
    slope_north = (heights(east, north + step) - here) / step
    toward = -slope_east * _SUN[0] - slope_north * _SUN[1] + _SUN[2]
    return np.asarray(toward / np.sqrt(slope_east**2 + slope_north**2 + 1) / _SUN[2], np.float32)


def _hash(column: Plane, row: Plane) -> Plane:
    """Return a number from 0 to 1 for each cell of a grid."""
    mixed = column.astype(np.int64) * 374_761_393 + row.astype(np.int64) * 668_265_263
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177
    return np.asarray(((mixed ^ (mixed >> 16)) & 0xFFFF) / 65_536, np.float32)


def _noise(east: Plane, north: Plane, step: float) -> Plane:
    """Return smooth noise whose finest grains are so many metres wide."""
    at = np.stack([np.asarray(north / step), np.asarray(east / step)])
    return np.asarray(ndimage.map_coordinates(_tile(), at, order=1, mode="grid-wrap", output=np.float32))


@cache
def _tile() -> Plane:
    """Return a square of noise that joins itself at its borders, from wide waves to grains of one cell: the strength
    of a wave grows with its length.
    """
    white = np.fft.rfft2(np.random.default_rng(20).normal(0, 1, (_TILE, _TILE)))
    across = np.hypot(np.fft.fftfreq(_TILE)[:, None], np.fft.rfftfreq(_TILE)[None, :])
    pink = np.fft.irfft2(white / np.maximum(across, 4 / _TILE), (_TILE, _TILE))
    return np.asarray((pink - pink.mean()) / pink.std(), np.float32)

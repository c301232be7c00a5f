"""Solids below a plane of heights."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..filters import Mask, areas, distance_to_outside, most_around, regions
from ..mesh import Floats, Ints, Mesh
from ..printing.solids import Solid, solid_of

_CORNER: Final = 0.6  # of the radius: what reaches no farther out of a thick part is a corner of it
_RIDGE: Final = 0.7  # of the depth around it: what is less deep is a branch of the middle line to a corner


def height_solid(heights: Floats, pitch: float, lower: Floats | None = None) -> Solid:
    """Return what is between a plane of heights (h, w) and the ground, or another plane below it.

    Samples are ``pitch`` apart, top row first, their middle at x = y = 0. The heights must be above the lower plane.
    """
    rows, columns = heights.shape
    x = np.tile((np.arange(columns) - (columns - 1) / 2) * pitch, rows)
    y = np.repeat(((rows - 1) / 2 - np.arange(rows)) * pitch, columns)
    number = np.arange(rows * columns).reshape(rows, columns)
    top = grid_faces(number)
    border = np.concatenate([number[0, :-1], number[:-1, -1], number[-1, :0:-1], number[:0:-1, 0]])
    upper = np.stack([x, y, heights.ravel()], 1)
    if lower is None:
        under = np.concatenate([np.stack([x[border], y[border], np.zeros(len(border))], 1), [[0.0, 0.0, 0.0]]])
        below, around = _fan(len(border)) + len(upper), np.arange(len(border)) + len(upper)
    else:
        under = np.stack([x, y, lower.ravel()], 1)
        below, around = top[:, ::-1] + len(upper), border + len(upper)
    walls = ribbon(border, around)
    solid = solid_of(Mesh(np.concatenate([upper, under]), np.concatenate([top, below, walls])))
    assert solid is not None, "heights must be above the lower plane"
    return solid


def grid_faces(number: Ints) -> Ints:
    """Return triangles between the vertices of a grid (h, w), top row first, seen from the front."""
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]
    return np.stack([np.stack([a, d, c], -1), np.stack([a, c, b], -1)], 2).reshape(-1, 3)


def thickened(inside: Mask, radius: float) -> Mask:
    """Return a mask whose parts thinner than ``radius`` pixels on each side are as thick as that, without thin tips."""
    depth = distance_to_outside(inside)
    thick = _around(depth > radius, radius)
    thin = inside & ~thick
    if not thin.any():
        return inside
    numbered, numbers = regions(thin, diagonal=True)
    if thick.any():
        reach = distance_to_outside(~thick) > _CORNER * radius
        is_long = np.bincount(numbered[reach], minlength=len(numbers) + 1)[numbers] > 0
        is_link = _meetings(numbered, numbers, thick) > 1
        is_tip = is_long & ~is_link & (areas(numbered, numbers) < (2 * radius) ** 2)
        inside = inside & ~np.isin(numbered, numbers[is_tip])
        thin = inside & np.isin(numbered, numbers[is_long | is_link])
    depth = np.where(thin, depth, 0.0)
    ridge = thin & (depth >= most_around(depth, 3)) & (depth >= _RIDGE * most_around(depth, 2 * int(radius) + 1))
    return np.asarray(inside | _around(ridge, radius))


def _around(mask: Mask, radius: float) -> Mask:
    """Return the pixels at most ``radius`` from a mask, which may be empty."""
    return np.asarray(distance_to_outside(~mask) <= radius) if mask.any() else mask


def _meetings(numbered: Ints, numbers: Ints, mask: Mask) -> Ints:
    """Return how many regions of a mask each numbered region meets."""
    pairs = np.stack([most_around(numbered, 3), regions(mask)[0]], -1)[mask]
    return np.bincount(np.unique(pairs, axis=0)[:, 0], minlength=len(numbers) + 1)[numbers]


def ribbon(first: Ints, second: Ints) -> Ints:
    """Return triangles between two rings of as many vertices, both clockwise from above, seen from outside."""
    a, b, c, d = first, np.roll(first, -1), np.roll(second, -1), second
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


def _fan(count: int) -> Ints:
    """Return triangles between a ring of ``count`` vertices, clockwise from above, and the one after it."""
    ring = np.arange(count)
    return np.stack([ring, np.roll(ring, -1), np.full(count, count)], 1)

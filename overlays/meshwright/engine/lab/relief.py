"""The relief of a badge: the depth of a picture bent by the options, on a base."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ..filters import blurred, interpolated, least_around, most_around
from ..json_object import Json
from ..mesh import Floats
from ..printing.solids import Solid
from .depth import DepthMap
from .heightmap import height_solid, thickened
from .outlines import Outline, outline_of

LEAST_WALL: Final = 1.0
"""Millimetres: no ridge is narrower, and no wall of an open back thinner."""
FINEST: Final = {True: 512, False: 360}
"""Samples a side, with and without a closed back: more would take too much memory."""
_FILLED: Final = 0.97  # of the room inside the rim


def relief_solid(depth: DepthMap, inner: Outline, base: float, options: Json) -> Solid:
    """Return the base with the relief on it, in a square that is a little larger than the badge."""
    samples = min(options["export_resolution"], FINEST[options["has_closed_back"]])
    pitch = 1.02 * options["size_mm"] / (samples - 1)
    along = (np.arange(samples) - (samples - 1) / 2) * pitch
    fitting = _fitting if options["remove_background"] else _covering
    scale = fitting(depth, inner) * options["relief_scale"]
    middle = (np.array(depth.inside.shape) - 1) / 2
    rows, columns = np.meshgrid(along / scale + middle[0], along / scale + middle[1], indexing="ij")
    inside = thickened(interpolated(depth.inside, rows, columns) > 0, LEAST_WALL / 2 / pitch)
    curved = _curved(interpolated(depth.depth, rows, columns), options)
    wall = math.ceil(LEAST_WALL / pitch)
    curved = most_around(least_around(np.where(inside, curved, 0.0), wall), wall)  # no ridge thinner than a wall
    relief = np.where(inside, options["relief_offset_mm"] + options["relief_height_mm"] * curved, 0.0)
    heights = base + blurred(relief, options["smoothing"] / pitch)
    if options["has_closed_back"]:
        return height_solid(heights, pitch)
    lower = (least_around(heights, 2 * wall + 1) - max(base, LEAST_WALL)).clip(0)
    return height_solid(heights, pitch, lower)


def _fitting(depth: DepthMap, inner: Outline) -> float:
    """Return millimetres to a pixel with which the subject just fits into an outline."""
    subject = outline_of(depth.inside, 1.0).hull()
    low, high = 0.0, 2 * max(inner.bounds()) / max(depth.inside.shape)
    while (subject.scale((high, high)) - inner).is_empty():
        low, high = high, 2 * high
    for _ in range(16):
        middle = (low + high) / 2
        fits = (subject.scale((middle, middle)) - inner).is_empty()
        low, high = (middle, high) if fits else (low, middle)
    return _FILLED * low


def _covering(depth: DepthMap, inner: Outline) -> float:
    """Return millimetres to a pixel with which a whole picture just covers an outline."""
    left, bottom, right, top = inner.bounds()
    rows, columns = depth.inside.shape
    return float(2 * max(max(right, -left) / (columns - 2), max(top, -bottom) / (rows - 2)))


def _curved(depth: Floats, options: Json) -> Floats:
    """Return depths, 0 to 1, after the options that bend them."""
    depth = 1 - depth if options["invert_depth"] else depth
    power = options["curve_param"]
    if options["relief_curve"] == "gamma":
        depth = depth**power
    elif options["relief_curve"] == "s-curve":
        depth = depth ** (1 + power) / (depth ** (1 + power) + (1 - depth) ** (1 + power))
    return np.where(depth < options["depth_threshold"], 0.0, depth)

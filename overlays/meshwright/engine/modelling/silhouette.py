"""The outline of an object as a signed distance, and the object's position in its picture.

Everything after this step measures in object heights: v runs from 0 (lowest pixel) to 1 (highest), u from the middle of
the object's box to the right. So pictures of one object at different zoom fit together.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from attrs import evolve, frozen
from PIL import Image

from ..filters import blurred, distance_to_outside, interpolated
from ..mesh import Floats
from .segmentation import Foreground

_SIDE: Final = 320  # pixels of the longer side of the object's box: enough for 300,000 faces, small enough to solve on
PADDING: Final = 6
_LIKE_ITS_MIRROR: Final = 0.93  # share of agreement from which "auto" calls an outline symmetric
_UNEVEN: Final = (
    0.015,
    0.03,
)  # object heights: a larger difference between both halves is intended, a smaller one is not


@frozen
class Frame:
    """The position of the object's box in its picture, in pixels: its centre, its top and its height."""

    middle: float
    top: float
    height: float


@frozen(eq=False)
class Silhouette:
    """Hold the signed distance to the outline (h, w) in object heights, positive inside, PADDING pixels around it."""

    distance: Floats
    pixel: float
    frame: Frame

    @property
    def width(self) -> float:
        """Return the width of the object in object heights."""
        return float((self.distance.shape[1] - 2 * PADDING) * self.pixel)

    def box(self) -> tuple[Floats, Floats]:
        """Return the lowest and the highest (u, v) of what lies inside; less than the frame where views disagree."""
        rows, columns = np.nonzero(self.distance > 0)
        if not len(rows):
            return np.array([-self.width / 2, 0.0]), np.array([self.width / 2, 1.0])
        middle, lowest = self.distance.shape[1] / 2, self.distance.shape[0] - PADDING
        low = np.array([columns.min() - middle, lowest - 1 - rows.max()])
        high = np.array([columns.max() + 1 - middle, lowest - rows.min()])
        return low * self.pixel, high * self.pixel

    def at(self, values: Floats, u: Floats, v: Floats) -> Floats:
        """Return an array of this grid interpolated on the lattice u (columns) by v (rows), (len(u), len(v))."""
        x = u / self.pixel + (self.distance.shape[1] - 1) / 2
        y = (1 - v) / self.pixel + PADDING - 0.5
        rows, columns = np.meshgrid(y, x)
        return interpolated(values, rows, columns)


def silhouette_of(foreground: Foreground) -> Silhouette:
    """Return the outline of a foreground."""
    solid = foreground.mask > 0.5
    rows, columns = np.nonzero(solid.any(1))[0], np.nonzero(solid.any(0))[0]
    left, right, top, bottom = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    height, width = bottom - top, right - left
    x_scale = foreground.picture.size[0] / solid.shape[1]
    y_scale = foreground.picture.size[1] / solid.shape[0]
    frame = Frame((left + right) / 2 * x_scale, top * y_scale, height * y_scale)

    scale = _SIDE / max(height * y_scale, width * x_scale)
    size = max(4, round(width * x_scale * scale)), max(4, round(height * y_scale * scale))
    enlargement = max(size[0] / width, size[1] / height)
    soft = blurred(foreground.mask, 0.6) if enlargement > 1 else foreground.mask
    image = Image.fromarray(soft.astype(np.float32))
    method = Image.Resampling.BICUBIC if enlargement > 1 else Image.Resampling.BOX
    resized = np.asarray(image.resize(size, method, box=(left, top, right, bottom))).astype(np.float64)
    return Silhouette(_signed_distance(np.pad(resized, PADDING)) / size[1], 1 / size[1], frame)


def mirrored(silhouette: Silhouette) -> Silhouette:
    """Return the outline as seen from the opposite side."""
    return evolve(silhouette, distance=silhouette.distance[:, ::-1])


def on_grid_of(first: Silhouette, second: Silhouette) -> Silhouette:
    """Return the second outline on the grid of the first."""
    rows, columns = first.distance.shape
    u = (np.arange(columns, dtype=np.float64) - (columns - 1) / 2) * first.pixel
    v = 1.0 - (np.arange(rows, dtype=np.float64) - PADDING + 0.5) * first.pixel
    return evolve(first, distance=second.at(second.distance, u, v).T)


def merged(first: Silhouette, second: Silhouette) -> Silhouette:
    """Return the outline halfway between two outlines of the same view, on the grid of the first."""
    return evolve(first, distance=(first.distance + on_grid_of(first, second).distance) / 2)


def symmetrised(silhouette: Silhouette, mode: Literal["off", "auto", "on"]) -> Silhouette:
    """Return the outline made left-right symmetric: always for "on", for "auto" when it nearly is."""
    flipped = silhouette.distance[:, ::-1]
    if mode == "on":
        return evolve(silhouette, distance=np.maximum(silhouette.distance, flipped))
    if mode == "auto" and agreement(silhouette, mirrored(silhouette)) > _LIKE_ITS_MIRROR:
        return evolve(silhouette, distance=_evened_out(silhouette.distance, flipped))
    return silhouette


def _evened_out(distance: Floats, flipped: Floats) -> Floats:
    """Return the mean of both, but keep features that only one side has, such as a chimney."""
    fewest, most = _UNEVEN
    apart = ((np.abs(distance - flipped) - fewest) / (most - fewest)).clip(0, 1)
    return np.asarray(distance + (1 - apart) * (flipped - distance) / 2)


def agreement(first: Silhouette, second: Silhouette) -> float:
    """Return how much two outlines of one grid overlap, 0 to 1 (intersection over union)."""
    one, other = first.distance > 0, second.distance > 0
    return float((one & other).sum() / max(1, (one | other).sum()))


def _signed_distance(mask: Floats) -> Floats:
    """Return the distance in pixels, positive inside; at the outline the soft mask gives the fraction of a pixel."""
    solid = mask > 0.5
    inside = distance_to_outside(solid)
    outside = distance_to_outside(~solid)
    distance = inside - outside - np.where(solid, 0.5, -0.5)
    return np.where(np.abs(distance) < 1.2, 0.5 * distance + (mask - 0.5).clip(-0.5, 0.5), distance)

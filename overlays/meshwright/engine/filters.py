"""The image filters of scipy that the engine uses, with the types that scipy does not declare."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage as _untyped

from .mesh import Floats, Ints

Mask: TypeAlias = NDArray[np.bool_]
ndimage: Any = _untyped
_ALL_AROUND = np.ones((3, 3), bool)


def blurred(values: NDArray[Any], sigma: float) -> Floats:
    """Return a plane (h, w) or planes (h, w, n) blurred in height and width by a Gaussian of ``sigma`` pixels."""
    return np.asarray(ndimage.gaussian_filter(values, (sigma, sigma, 0)[: values.ndim], truncate=3.0))


def steepness(values: Floats) -> Floats:
    """Return the length of the gradient of a plane, per pixel."""
    down, right = np.gradient(values)
    return np.asarray(np.hypot(down, right))


def regions(mask: Mask, *, diagonal: bool = False) -> tuple[Ints, Ints]:
    """Return the number of each pixel's connected region, 0 for none, and the numbers in use."""
    numbered, count = ndimage.label(mask, structure=_ALL_AROUND if diagonal else None)
    return np.asarray(numbered, np.int64), np.arange(1, int(count) + 1)


def areas(numbered: Ints, numbers: Ints) -> Ints:
    """Return the pixels of each region."""
    return np.bincount(numbered.ravel(), minlength=len(numbers) + 1)[numbers]


def means(values: Floats, numbered: Ints, numbers: Ints) -> Floats:
    """Return the mean of the values in each region, 0 for a region without a pixel."""
    totals = np.bincount(numbered.ravel(), values.ravel(), minlength=len(numbers) + 1)[numbers]
    return np.asarray(totals / np.maximum(areas(numbered, numbers), 1))


def opened(mask: Mask, pixels: int = 1) -> Mask:
    """Return the mask without parts thinner than twice ``pixels``."""
    return np.asarray(ndimage.binary_opening(mask, iterations=pixels))


def dilated(mask: Mask, pixels: int = 1) -> Mask:
    """Return the mask grown by ``pixels``."""
    return np.asarray(ndimage.binary_dilation(mask, iterations=pixels))


def least_around(values: NDArray[Any], window: int) -> NDArray[Any]:
    """Return the least value in a square of ``window`` pixels around each pixel."""
    return np.asarray(ndimage.minimum_filter(values, window))


def most_around(values: NDArray[Any], window: int) -> NDArray[Any]:
    """Return the greatest value in a square of ``window`` pixels around each pixel."""
    return np.asarray(ndimage.maximum_filter(values, window))


def mean_around(values: NDArray[Any], window: int) -> Floats:
    """Return the mean of a square of ``window`` pixels around each pixel."""
    return np.asarray(ndimage.uniform_filter(values.astype(np.float64), window))


def distance_to_outside(mask: Mask) -> Floats:
    """Return the distance of each pixel of the mask to the nearest one outside, 0 outside."""
    return np.asarray(ndimage.distance_transform_edt(mask), np.float64)


def interpolated(values: NDArray[Any], row: Floats, column: Floats) -> Floats:
    """Return a plane between its pixels, linearly; beyond its border the border continues."""
    return np.asarray(ndimage.map_coordinates(values, [row, column], order=1, mode="nearest"), np.float64)

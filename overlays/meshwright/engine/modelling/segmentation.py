"""Separate the object of a picture from its backdrop.

Five ways, tried in this order: the picture's own transparency; a plain backdrop (a smooth colour surface fitted to the
border); a small neural network, where the extra ``cutout`` is installed; GrabCut; and, if no object is found, the whole
picture as a plaque with rounded corners; it never raises an error.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from attrs import frozen
from PIL import Image

from ..colour import shrunk, to_lab
from ..filters import (
    Mask,
    areas,
    blurred,
    dilated,
    mean_around,
    means,
    most_around,
    opened,
    regions,
    steepness,
)
from ..mesh import Floats
from ..pictures import Picture
from .grabcut import cut_out
from .salience import salient

Method = Literal["alpha", "backdrop", "network", "grabcut", "plaque"]

GUESSED: Final = frozenset[Method]({"network", "grabcut", "plaque"})
"""Methods whose outline may be wrong."""

_SIDE: Final = 640  # of the picture on which plain backdrops are detected
_GRABCUT_SIDE: Final = 192  # graph cuts grow faster than the picture
_PLAIN: Final = 8.0  # three quarters of the border within this Lab distance of a smooth surface: a plain backdrop
_FAINT: Final = 3.5  # the least Lab distance that differs from the backdrop
_SHARP: Final = 1.2  # Lab distance per pixel that separates an edge from a soft shadow
_DEEPEST_SHADOW: Final = 45.0  # L*
_COVERED: Final = 0.004, 0.97  # a sensible object covers between these shares of the picture
_PLAUSIBLE: Final = 0.01, 0.85  # the same, where the outline is a guess


@frozen(eq=False)
class Foreground:
    """Hold the part of the picture around the object and the object's mask (h, w), 0 to 1, of the same framing."""

    picture: Picture
    mask: Floats
    method: Method


def find_foreground(picture: Picture) -> Foreground:
    """Find the object; a small one is segmented again in a crop, so its outline gains detail."""
    mask, method = _object_mask(picture)
    box = _box_around(mask, picture.size)
    near = picture.cropped(*box)
    if max(near.size) > 0.7 * max(picture.size) or method in GUESSED:
        return Foreground(picture, mask, method)
    near_mask, near_method = _object_mask(near)
    if near_method != method:
        return Foreground(picture, mask, method)
    return Foreground(near, near_mask, near_method)


def _box_around(mask: Floats, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    rows, columns = np.nonzero((mask > 0.5).any(1))[0], np.nonzero((mask > 0.5).any(0))[0]
    x_scale, y_scale = width / mask.shape[1], height / mask.shape[0]
    left, right = columns[0] * x_scale, (columns[-1] + 1) * x_scale
    top, bottom = rows[0] * y_scale, (rows[-1] + 1) * y_scale
    margin = 0.15 * max(right - left, bottom - top) + 4
    return (
        max(0, int(left - margin)),
        max(0, int(top - margin)),
        min(width, int(right + margin) + 1),
        min(height, int(bottom + margin) + 1),
    )


def _object_mask(picture: Picture) -> tuple[Floats, Method]:
    if picture.alpha is not None:
        alpha = shrunk(picture.alpha, _SIDE) / 255.0
        if (alpha < 0.5).mean() > 0.005 and (alpha >= 0.5).mean() > 0.002:
            mask = _cleaned(alpha)
            if (mask > 0.5).any():
                return mask, "alpha"
    lab = blurred(to_lab(shrunk(picture.rgb, _SIDE)), 0.7)
    plain = _against_plain_backdrop(lab)
    if plain is not None:
        return plain, "backdrop"
    found = salient(picture.rgb, lab.shape[1], lab.shape[0])
    if found is not None:
        mask = _cleaned(found)
        if _PLAUSIBLE[0] < (mask > 0.5).mean() < _PLAUSIBLE[1]:
            return mask, "network"
    coarse = blurred(to_lab(shrunk(picture.rgb, _GRABCUT_SIDE)), 0.5)
    cut = _cleaned(cut_out(coarse).astype(np.float64))
    if _PLAUSIBLE[0] < (cut > 0.5).mean() < _PLAUSIBLE[1]:
        return _enlarged(cut, lab.shape[1], lab.shape[0]), "grabcut"
    return _plaque(lab.shape[1], lab.shape[0]), "plaque"


def _against_plain_backdrop(lab: Floats) -> Floats | None:
    """Return the mask of the pixels that differ from a smooth backdrop, or None if the backdrop is not smooth."""
    ring = _border_ring(*lab.shape[:2])
    surface, off_at_ring = _fitted_backdrop(lab, ring)
    if np.percentile(off_at_ring, 75) > _PLAIN:
        return None
    noise = float(np.median(off_at_ring))
    difference = np.linalg.norm(lab - surface, axis=-1)
    strong = difference > max(4.0 * noise, float(np.clip(0.5 * _otsu(difference), 5.0, 14.0)))
    like_backdrop = ~(strong | _faint_parts(difference, strong, noise)) | _soft_shadow(lab, surface)

    numbered, _ = regions(like_backdrop)
    backdrop = np.isin(numbered, np.unique(numbered[ring & like_backdrop]))
    backdrop |= _holes(like_backdrop & ~backdrop, difference, limit=max(2.5, 1.5 * noise))
    mask = _cleaned((~backdrop).astype(np.float64))
    low, high = _COVERED
    return mask if low < (mask > 0.5).mean() < high else None


def _faint_parts(difference: Floats, strong: Mask, noise: float) -> Mask:
    """Return regions hardly different from the backdrop but sharp in outline: snow is an object, a shadow is not."""
    faint = difference > max(_FAINT, 4.0 * noise)
    numbered, numbers = regions(opened(faint & ~strong, 2))
    # Measured where the region meets the backdrop, a little to both sides.
    meeting = dilated(~faint, 3) & ~dilated(strong, 2)
    steepest = most_around(np.where(meeting, steepness(difference), 0.0), 5)
    sharp = means(steepest, np.where(meeting, numbered, 0), numbers) > _SHARP
    large = areas(numbered, numbers) > 0.0015 * difference.size
    return dilated(np.isin(numbered, numbers[sharp & large]), 2) & faint


def _soft_shadow(lab: Floats, surface: Floats) -> Mask:
    """Return pixels that are the backdrop in a soft shade: darker, hardly tinted, and without an edge."""
    darker = surface[..., 0] - lab[..., 0]
    tint = np.hypot(lab[..., 1] - surface[..., 1], lab[..., 2] - surface[..., 2])
    flat = steepness(lab[..., 0]) < _SHARP
    return opened((darker > 0) & (darker < _DEEPEST_SHADOW) & (tint < 8.0) & flat)


def _border_ring(height: int, width: int) -> Mask:
    thickness = max(1, min(height, width) // 64)
    ring = np.ones((height, width), bool)
    ring[thickness:-thickness, thickness:-thickness] = False
    return ring


def _fitted_backdrop(lab: Floats, ring: Mask) -> tuple[Floats, Floats]:
    """Fit a quadratic surface to the border, robustly: objects may touch it. Return it and its misfit there."""
    height, width = lab.shape[:2]
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    basis = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], -1)
    at_ring, wanted = basis[ring], lab[ring]
    weight = np.ones(len(wanted))
    coefficients, misfit = np.zeros((6, 3)), np.zeros(len(wanted))
    for _ in range(8):
        root = np.sqrt(weight)[:, None]
        coefficients = np.linalg.lstsq(at_ring * root, wanted * root, rcond=None)[0]
        misfit = np.linalg.norm(wanted - at_ring @ coefficients, axis=1)
        weight = 1 / (1 + (misfit / max(2.0, 1.5 * float(np.median(misfit)))) ** 2)
    return basis @ coefficients, misfit


def _otsu(values: Floats) -> float:
    """Return the threshold that separates the values into two groups best (Otsu, 1979)."""
    counts, edges = np.histogram(values, 256)
    share = counts / counts.sum()
    centres = (edges[:-1] + edges[1:]) / 2
    below, mean = np.cumsum(share), np.cumsum(share * centres)
    between = (mean[-1] * below - mean) ** 2 / (below * (1 - below) + 1e-12)
    return float(centres[np.argmax(between)])


def _holes(enclosed: Mask, difference: Floats, limit: float) -> Mask:
    """Return enclosed regions that show the backdrop: large enough and of exactly its colour."""
    numbered, numbers = regions(enclosed)
    seen_through = (areas(numbered, numbers) > 0.002 * enclosed.size) & (means(difference, numbered, numbers) < limit)
    return np.isin(numbered, numbers[seen_through])


def _cleaned(mask: Floats) -> Floats:
    """Drop specks and thin whiskers, keep the parts that matter, close pinholes."""
    solid = mask > 0.5
    solid = opened(solid) | (solid & (mean_around(solid, 5) > 0.5))
    parts, numbers = regions(solid, diagonal=True)
    if len(numbers):
        area = areas(parts, numbers)
        solid = np.isin(parts, numbers[area > 0.01 * area.max()])
    gaps, numbers = regions(~solid)
    solid |= np.isin(gaps, numbers[areas(gaps, numbers) < 0.0004 * solid.size])
    return np.where(solid, np.maximum(mask, 0.51), np.minimum(mask, 0.49))


def _enlarged(mask: Floats, width: int, height: int) -> Floats:
    soft = blurred(mask, 0.8).astype(np.float32)
    return np.asarray(Image.fromarray(soft).resize((width, height), Image.Resampling.BICUBIC)).astype(np.float64)


def _plaque(width: int, height: int) -> Floats:
    """Return the whole picture with rounded corners (a superellipse), a narrow margin left."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return ((np.abs(x) / 0.97) ** 8 + (np.abs(y) / 0.97) ** 8 < 1).astype(np.float64)

"""Extend an object's colours over its backdrop, so that the backdrop does not show at the rim of the model."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ..filters import Mask, least_around, most_around
from ..mesh import Pixels
from .segmentation import Foreground


def bled(foreground: Foreground) -> Pixels:
    """Return the picture of a foreground with the backdrop filled from the object's rim."""
    rgb, mask = foreground.picture.rgb, foreground.mask
    height, width = rgb.shape[:2]
    fine = Image.fromarray((mask * 255).clip(0, 255).astype(np.uint8)).resize(
        (width, height), Image.Resampling.BILINEAR
    )
    inside = np.asarray(fine) > 127
    if foreground.method == "plaque":
        return rgb
    return filled(rgb, _own_colours(inside, mixed=2 + round(width / mask.shape[1])))


def _own_colours(inside: Mask, mixed: int) -> Mask:
    """Return the pixels that show only the object: all but the outermost ``mixed``; thin parts keep their
    centre line.
    """
    window = 2 * mixed + 1
    core = least_around(inside.astype(np.uint8), window)
    thin = inside & (most_around(core, window + 2) == 0)
    middle = least_around(thin.astype(np.uint8), 3)
    own = (core > 0) | (middle > 0)
    return own if own.any() else inside


def filled(rgb: Pixels, known: Mask) -> Pixels:
    """Fill unknown pixels from increasingly coarse means of the known ones ("push-pull", Gortler et al., 1996)."""
    height, width = known.shape
    if known.all() or height * width == 1:
        return rgb
    even = ((0, height % 2), (0, width % 2))
    weight = np.pad(known, even).astype(np.float32)
    colour = np.pad(rgb, (*even, (0, 0))).astype(np.float32) * weight[..., None]
    cells = weight.shape[0] // 2, 2, weight.shape[1] // 2, 2
    weights = weight.reshape(cells).sum((1, 3))
    means = colour.reshape((*cells, 3)).sum((1, 3)) / np.maximum(weights, 1)[..., None]
    coarse = filled(means.round().astype(np.uint8), weights > 0)
    size = 2 * coarse.shape[1], 2 * coarse.shape[0]
    around = np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BILINEAR))[:height, :width]
    return np.where(known[..., None], rgb, around)

"""Reduce colours to a few: k-means in CIE L*a*b*, from fixed starting points, so the same colours give the same."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..colour import to_lab
from ..mesh import Floats, Ints, Pixels

_SHADES: Final = 32  # of each channel: colours closer than that are one while clusters are looked for
_ROUNDS: Final = 30
_SAME: Final = 6.0  # a difference in L*a*b* below which two filaments would look alike


def clustered(colours: Pixels, weights: Floats, most: int) -> tuple[Pixels, Ints]:
    """Return at most ``most`` colours (k, 3), the most used first, and the one of each given colour (n, 3)."""
    step, weights = 256 // _SHADES, np.asarray(weights, np.float64)
    key = colours.astype(np.int64) // step @ np.array([_SHADES**2, _SHADES, 1])
    shades, index = np.unique(key, return_inverse=True)
    amount = np.bincount(index, weights) + 1e-12
    mean = np.stack([np.bincount(index, weights * colours[:, channel]) for channel in range(3)], 1)
    mean = (mean + 1e-12 * colours[np.unique(index, return_index=True)[1]]) / amount[:, None]
    lab = to_lab(mean)
    centres = _starts(lab, np.asarray(amount, np.float64), most)
    label = np.zeros(len(shades), np.int64)
    for _ in range(_ROUNDS):
        label = _nearest(lab, centres)
        used = np.bincount(label, amount, minlength=len(centres))
        sums = np.stack([np.bincount(label, amount * lab[:, axis], minlength=len(centres)) for axis in range(3)], 1)
        moved = np.where(used[:, None] > 0, sums / np.maximum(used, 1e-300)[:, None], centres)
        if np.allclose(moved, centres, atol=1e-3):
            break
        centres = moved
    used = np.bincount(label, amount, minlength=len(centres))
    order = np.argsort(-used, kind="stable")[: int((used > 0).sum())]
    rank = np.argsort(np.argsort(-used, kind="stable"), kind="stable")[label]
    chosen = np.stack(
        [np.bincount(rank, amount * mean[:, channel]) / np.bincount(rank, amount) for channel in range(3)], 1
    )
    return (chosen[: len(order)] + 0.5).clip(0, 255).astype(np.uint8), rank[index]


def _starts(lab: Floats, amount: Floats, most: int) -> Floats:
    """Return the most used colour, then always the one that is most missed: often used and far from those chosen."""
    chosen = [int(amount.argmax())]
    distance = ((lab - lab[chosen[0]]) ** 2).sum(1)
    while len(chosen) < most:
        best = int((distance * amount).argmax())
        if distance[best] < _SAME**2:
            break
        chosen.append(best)
        distance = np.minimum(distance, ((lab - lab[best]) ** 2).sum(1))
    return lab[chosen]


def _nearest(lab: Floats, centres: Floats) -> Ints:
    return np.asarray(((lab[:, None] - centres[None]) ** 2).sum(2).argmin(1))

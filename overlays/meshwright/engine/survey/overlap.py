"""Measure the flying height from the shift of the ground between two photos: metres between the cameras over pixels
shifted.

Uses phase correlation of small grey copies. Only pairs with one clear peak count, and only if most of them agree;
otherwise there is no result. Headings are not needed, because only the length of the shift is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

from ..filters import blurred
from ..mesh import Floats
from .neighbours import nearest_places
from .photos import Photo, load

SIDE: Final = 192
MOST_PAIRS: Final = 16
CLEAR: Final = 8.0
"""The least height of a peak, in standard deviations above the rest."""
AGREEMENT: Final = 0.25
_LEAST_MOVED: Final = 4.0


def height_by_overlap(photos: Sequence[Photo], shots: Floats) -> float | None:
    """Return metres above ground for shots (n, 3): east, north, focal length in pixels; None without a result."""
    heights = [found for a, b in _pairs(photos, shots) if (found := _height(photos[a], photos[b], shots[a], shots[b]))]
    if not heights:
        return None
    middle = float(np.median(heights))
    agreeing = np.abs(np.array(heights) - middle) < AGREEMENT * middle
    return float(np.median(np.array(heights)[agreeing])) if agreeing.mean() > 0.5 else None


def _pairs(photos: Sequence[Photo], shots: Floats) -> list[tuple[int, int]]:
    """Return evenly chosen pairs of neighbours of the same camera."""
    if len(shots) < 2:
        return []
    _, nearest = nearest_places(shots[:, :2], shots[:, :2], 2)
    pairs = sorted({(min(a, b), max(a, b)) for a, b in nearest.tolist() if a != b})
    alike = [(a, b) for a, b in pairs if (photos[a].width, photos[a].height) == (photos[b].width, photos[b].height)]
    step = max(1.0, len(alike) / MOST_PAIRS)
    return [alike[int(number * step)] for number in range(min(len(alike), MOST_PAIRS))]


def _height(first: Photo, second: Photo, here: Floats, there: Floats) -> float | None:
    moved_metres = float(np.hypot(*(here - there)[:2]))
    scale = SIDE / max(first.width, first.height)
    pictures = [_grey(photo, scale) for photo in (first, second)]
    if pictures[0] is None or pictures[1] is None or moved_metres < 0.1:
        return None
    moved = _moved(pictures[0], pictures[1])
    return None if moved is None else moved_metres / moved * float(here[2]) * scale


def _grey(photo: Photo, scale: float) -> Floats | None:
    pixels = load(photo, scale)
    if pixels is None:
        return None
    grey = np.asarray(Image.fromarray(pixels).convert("L"), np.float64)
    return grey - blurred(grey, 8.0)  # slow changes of brightness are the lens's and the light's


def _moved(first: Floats, second: Floats) -> float | None:
    """Return the shift of the picture in pixels; None if there is no clear shift."""
    rows, columns = first.shape
    window = np.hanning(rows)[:, None] * np.hanning(columns)
    shape = 2 * rows, 2 * columns  # twice as large: else a move beyond half the side would look like one back
    spectrum = np.fft.rfft2(first * window, shape) * np.conj(np.fft.rfft2(second * window, shape))
    peaks = np.fft.irfft2(spectrum / (np.abs(spectrum) + 1e-9), shape)
    best = int(peaks.argmax())
    if peaks.ravel()[best] < CLEAR * peaks.std():
        return None
    down, right = best // shape[1], best % shape[1]
    moved = np.hypot((down + rows) % shape[0] - rows, (right + columns) % shape[1] - columns)
    return float(moved) if moved >= _LEAST_MOVED else None

"""Measure the distance between a map and the terrain that its photos were rendered from."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from meshwright.engine.aerial import scenery
from meshwright.engine.filters import Mask
from meshwright.engine.mesh import Floats
from meshwright.engine.survey.geodesy import Place
from PIL import Image

SIDE = 96
"""Cells of a square that is compared."""
_REACH = 24
_SCALE, _CORNER = 33550, 33922
_SUBCELL = 4


def true_map(path: Path, site: Place) -> tuple[Floats, Mask, Floats, float]:
    """Return a GeoTIFF's colours (h, w, 3) and its mask, the colours of the terrain, and the metres of a cell."""
    with Image.open(path) as image:
        found = np.asarray(image.convert("RGBA"), np.float64)
        (across, down, _), corner = image.tag_v2[_SCALE], image.tag_v2[_CORNER]  # type: ignore[attr-defined]
    longitude = corner[3] + (np.arange(found.shape[1]) + 0.5) * across
    latitude = corner[4] - (np.arange(found.shape[0]) + 0.5) * down
    metres = site.metres(*np.meshgrid(latitude, longitude, indexing="ij"))
    east, north = (metres[..., axis].astype(np.float32) for axis in (0, 1))
    true = scenery.colours(east, north).astype(np.float64)
    return found[..., :3], found[..., 3] > 0, true, float(across) * site.metres_per_degree[0]


def shifts(path: Path, site: Place) -> Floats:
    """Return the metres between each square of a map and the same ground of the terrain; NaN without a clear match."""
    found, covered, true, cell = true_map(path, site)
    errors: list[float] = []
    for row in range(0, found.shape[0] - SIDE, SIDE):
        for column in range(0, found.shape[1] - SIDE, SIDE):
            window = slice(row, row + SIDE), slice(column, column + SIDE)
            if covered[window].all():
                errors.append(_shift(found[window].mean(2), true[window].mean(2)) * cell)
    return np.array(errors)


def side_by_side(path: Path, site: Place, target: Path) -> None:
    """Draw a map, and to its right the terrain."""
    found, covered, true, _ = true_map(path, site)
    pair = [np.where(covered[..., None], part, 255).astype(np.uint8) for part in (found, true)]
    gap = np.full((len(found), 24, 3), 255, np.uint8)
    picture = Image.fromarray(np.concatenate([pair[0], gap, pair[1]], 1))
    picture.thumbnail((1200, 1200))
    picture.save(target, quality=72)


def _shift(one: Floats, other: Floats) -> float:
    """Return the cells between two squares by the peak of their correlation."""
    fade = np.hanning(SIDE)[:, None] * np.hanning(SIDE)[None, :]
    spectra = [np.fft.rfft2((part - part.mean()) * fade) for part in (one, other)]
    product = spectra[0] * spectra[1].conj()
    padded = np.zeros((SIDE * _SUBCELL, SIDE * _SUBCELL // 2 + 1), complex)
    half = SIDE // 2
    padded[:half, : half + 1], padded[-half:, : half + 1] = product[:half], product[half:]
    surface = np.fft.irfft2(padded, (SIDE * _SUBCELL, SIDE * _SUBCELL))
    peak = np.unravel_index(surface.argmax(), surface.shape)
    offset = [(int(at) + half * _SUBCELL) % (SIDE * _SUBCELL) - half * _SUBCELL for at in peak]
    distance = math.hypot(*offset) / _SUBCELL
    alike = (
        surface.max() * _SUBCELL**2 / np.sqrt((fade * (one - one.mean())).var() * (fade * (other - other.mean())).var())
    )
    return distance if distance < _REACH and alike / SIDE**2 > 0.5 else float("nan")

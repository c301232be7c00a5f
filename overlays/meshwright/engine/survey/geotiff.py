"""Write a grid as GeoTIFF: EPSG:4326, deflated strips, colours with alpha or heights with a no-data value.

Pillow writes the TIFF; the geographic tags (OGC GeoTIFF 1.1) are set here. A grid without a position becomes a plain
TIFF.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, TiffImagePlugin

from ..filters import Mask
from ..mesh import Floats, Pixels
from .grid import Grid

NOTHING: Final = -9999.0
_DESCRIPTION, _PREDICTOR = 270, 317
_PIXEL_SCALE, _TIEPOINT, _GEO_KEYS, _NO_DATA = 33550, 33922, 34735, 42113
_ASCII, _SHORT, _DOUBLE = 2, 3, 12
_WGS84_DEGREES: Final = (
    *(1, 1, 1, 3),  # version of the keys, their number
    *(1024, 0, 1, 2),  # model: geographic
    *(1025, 0, 1, 1),  # raster: a pixel is an area
    *(2048, 0, 1, 4326),
)


def write_colours(path: Path, grid: Grid, colours: Pixels, covered: Mask, description: str) -> None:
    """Write a map (h, w, 3), transparent where it is empty."""
    opaque = np.where(covered, 255, 0).astype(np.uint8)
    _save(path, Image.fromarray(np.dstack([colours, opaque])), _tags(grid, description) | {_PREDICTOR: (_SHORT, 2)})


def write_heights(path: Path, grid: Grid, heights: Floats, covered: Mask, description: str) -> None:
    """Write heights (h, w) in metres as 32-bit floats, ``NOTHING`` where there are none."""
    values = np.where(covered, heights, NOTHING).astype(np.float32)
    _save(path, Image.fromarray(values), _tags(grid, description) | {_NO_DATA: (_ASCII, f"{NOTHING:g}")})


def _tags(grid: Grid, description: str) -> dict[int, tuple[int, Any]]:
    tags: dict[int, tuple[int, Any]] = {_DESCRIPTION: (_ASCII, description)}
    if grid.place is None:
        return tags
    latitude, longitude = grid.place.degrees(np.array(grid.west), np.array(grid.north))
    east, north = grid.place.metres_per_degree
    return tags | {
        _PIXEL_SCALE: (_DOUBLE, (grid.step / east, grid.step / north, 0.0)),
        _TIEPOINT: (_DOUBLE, (0.0, 0.0, 0.0, float(longitude), float(latitude), 0.0)),
        _GEO_KEYS: (_SHORT, _WGS84_DEGREES),
    }


def _save(path: Path, image: Image.Image, tags: dict[int, tuple[int, Any]]) -> None:
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, (kind, value) in tags.items():
        directory.tagtype[tag] = kind
        directory[tag] = value
    image.save(path, "TIFF", tiffinfo=directory, compression="tiff_adobe_deflate")

"""Read the metadata of a photo: its size, its position, its height, and the direction of the camera.

Positions come from EXIF, the rest from DJI's XMP. Impossible values are ignored: a photo with damaged metadata is
treated as one without. A file that is not a JPEG, PNG or TIFF picture is not a photo. Only headers are read.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen
from PIL import Image

from ..mesh import Pixels
from ..pictures import upright as turned_upright
from .geodesy import NORTHERNMOST

FORMATS: Final = ("JPEG", "PNG", "TIFF")
MAX_PIXELS: Final = 160_000_000  # cameras for surveys have up to 150 million
_GPS, _EXIF = 0x8825, 0x8769
_FOCAL_35MM: Final = 0xA405
_DIAGONAL_35MM: Final = 43.2666
_XMP_BYTES: Final = 100_000
_HIGHEST: Final = 10_000.0


@frozen(kw_only=True)
class Photo:
    """The metadata of one photo: pixels, degrees, metres; None if unknown."""

    path: Path
    width: int
    height: int
    focal: float | None = None
    """In pixels."""
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    above_start: float | None = None
    """Metres above the take-off point."""
    heading: float | None = None
    """Degrees clockwise from north to the top of the picture."""
    pitch: float | None = None
    """Degrees of the camera: 0 at the horizon, -90 straight down."""

    @property
    def is_located(self) -> bool:
        """Return whether the photo has a position."""
        return self.latitude is not None and self.longitude is not None


def read_photo(path: Path) -> Photo | None:
    """Read the header of a photo; return None if it is not a readable picture."""
    try:
        with _quiet(), Image.open(path, formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return None
            return Photo(path=path, width=width, height=height, **_metadata(image))
    except MemoryError:  # not a property of the photo
        raise
    # Pillow's parsers raise some fifteen kinds of error for damaged bytes; they are treated alike here.
    except Exception:
        return None


def load(photo: Photo, scale: float, *, upright: bool = False) -> Pixels | None:
    """Read the pixels (h, w, 3), reduced by ``scale`` (at most 1); return None if they are damaged."""
    size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
    try:
        # Opened here and not by Pillow, which maps TIFF files and then loses their orientation
        with _quiet(), photo.path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
            image.draft("RGB", size)  # JPEG only: decodes at a half, a quarter or an eighth
            turned = turned_upright(image) if upright else image
            if image.size != turned.size:
                size = size[1], size[0]
            return np.asarray(_colours(turned).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    except MemoryError:
        raise
    except Exception:
        return None


def _colours(image: Image.Image) -> Image.Image:
    """Return RGB; 16-bit and float greys, as thermal cameras write them, are scaled to span black to white."""
    if not image.mode.startswith(("I", "F")):
        return image.convert("RGB")
    grey = np.nan_to_num(np.asarray(image, np.float64))
    low, high = np.percentile(grey, (1, 99))
    return Image.fromarray(((grey - low) / max(high - low, 1e-9) * 255).clip(0, 255).astype(np.uint8)).convert("RGB")


def _quiet() -> warnings.catch_warnings:
    return warnings.catch_warnings(action="ignore")  # the camera's metadata is not needed here


def _metadata(image: Image.Image) -> dict[str, float | None]:
    try:
        exif = image.getexif()
        gps, camera = exif.get_ifd(_GPS), exif.get_ifd(_EXIF)
    except Exception:
        gps, camera = {}, {}
    xmp = _xmp(image)
    latitude, longitude = _angle(gps, 1, "S", NORTHERNMOST), _angle(gps, 3, "W", 180.0)
    if not latitude and not longitude:
        latitude = longitude = None  # GPS receivers without a fix write this
    altitude = _number(gps.get(6), _HIGHEST)
    if altitude is not None and gps.get(5) in (1, b"\x01"):
        altitude = -altitude
    return {
        "focal": _focal(camera.get(_FOCAL_35MM), *image.size),
        "latitude": latitude,
        "longitude": longitude,
        "altitude": altitude,
        "above_start": _dji_number(xmp, "RelativeAltitude", _HIGHEST),
        "heading": _dji_number(xmp, "GimbalYawDegree", 360.0),
        "pitch": _dji_number(xmp, "GimbalPitchDegree", 180.0),
    }


def _number(value: Any, most: float) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= most else None


def _angle(gps: Mapping[int, Any], tag: int, negative: str, most: float) -> float | None:
    """Return an angle of degrees, minutes and seconds; None if it is not one."""
    try:
        degrees, minutes, seconds = (float(part) for part in gps[tag + 1])
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    angle = _number(degrees + minutes / 60 + seconds / 3600, most)
    return -angle if angle is not None and str(gps.get(tag, "")).strip("\0 ").upper() == negative else angle


def _focal(equivalent: Any, width: int, height: int) -> float | None:
    """Return the focal length in pixels from the one that a 35 mm camera would need for the same view."""
    millimetres = _number(equivalent, 2000.0)
    if millimetres is None or millimetres < 4:
        return None
    return millimetres / _DIAGONAL_35MM * math.hypot(width, height)


def _dji_number(xmp: str, name: str, most: float) -> float | None:
    """Return a number that DJI's cameras write as an attribute or an element; uses a pattern, so that no
    XML is parsed.
    """
    found = re.search(rf'drone-dji:{name}(?:\s*=\s*"|>)\s*([-+]?[0-9.]{{1,20}})', xmp)
    return _number(found[1], most) if found else None


def _xmp(image: Image.Image) -> str:
    text = image.info.get("xmp", b"")
    return text[:_XMP_BYTES].decode("utf-8", "replace") if isinstance(text, bytes) else str(text)[:_XMP_BYTES]

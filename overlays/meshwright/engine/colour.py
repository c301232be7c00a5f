"""Perceptual colour differences: sRGB to CIE L*a*b* (D65), where a distance of 2 to 3 is just noticeable."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .mesh import Floats, Pixels

_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def to_lab(rgb: Pixels | Floats) -> Floats:
    """Return L*, a*, b* of sRGB colours from 0 to 255, (..., 3)."""
    coded = rgb / 255.0
    linear = np.where(coded > 0.04045, ((coded + 0.055) / 1.055) ** 2.4, coded / 12.92)
    xyz = linear @ (_TO_XYZ / _WHITE[:, None]).T
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def shrunk(pixels: Pixels, side: int) -> Pixels:
    """Return the picture with its longer side at most ``side``, its shorter at least 8 pixels (filters need some)."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(width, height))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))

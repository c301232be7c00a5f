"""Guess the maps of physically based rendering from the base colour alone.

The guesses: brightness is height (normal map), grey contrast is metal, uneven brightness is roughness. The maps are at
most ``MAX_SIDE`` pixels, because a picture has no more detail.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..filters import blurred
from ..mesh import Pixels

MAX_SIDE: Final = 2048
_WORKING_SIDE: Final = 1024  # the maps are smooth: more pixels would only take time and memory


def pbr_maps(base_color: Pixels) -> dict[str, Pixels]:
    """Return ``metallic`` and ``roughness`` (grey) and ``normal`` (RGB, +Y up as in glTF) of a base colour texture."""
    colour = _resized(base_color, min(base_color.shape[0], _WORKING_SIDE)).astype(np.float32) / 255
    luminance = np.asarray(colour @ np.array([0.299, 0.587, 0.114], np.float32))
    brightest, darkest = colour.max(-1), colour.min(-1)
    saturation = blurred((brightest - darkest) / np.maximum(brightest, 1e-3), 8)
    surroundings = blurred(luminance, 12)
    variation = np.sqrt(np.maximum(blurred(luminance**2, 6) - blurred(luminance, 6) ** 2, 0))

    grey = ((0.15 - saturation) / 0.1).clip(0, 1)
    contrasting = ((variation - 0.08) / 0.08).clip(0, 1)
    not_white = ((0.85 - surroundings) / 0.2).clip(0, 1)
    metallic = 0.9 * grey * contrasting * not_white
    roughness = (0.75 + 0.15 * (variation / 0.15).clip(0, 1) - 0.35 * metallic).clip(0.2, 1)
    maps = {"metallic": _bytes(metallic), "normal": _normals(luminance), "roughness": _bytes(roughness)}
    side = min(base_color.shape[0], MAX_SIDE)
    return {kind: _resized(pixels, side) for kind, pixels in maps.items()}


def _resized(pixels: Pixels, side: int) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR))


def _normals(luminance: NDArray[np.floating]) -> Pixels:
    """Return the normals of a faint relief in which bright is high."""
    down, right = np.gradient(blurred(luminance, 1.5))
    strength = 4.0 * luminance.shape[0] / 1024  # the same relief at every resolution
    normals = np.stack([-strength * right, strength * down, np.ones_like(luminance)], -1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    return _bytes(normals * 0.5 + 0.5)


def _bytes(values: NDArray[np.floating]) -> Pixels:
    return (values * 255 + 0.5).clip(0, 255).astype(np.uint8)

"""Colour a model by words: the colours and materials that a text names, spread over the brightness of its texture."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from ..mesh import Floats, Mesh, Pixels

_MATERIALS: Final = {
    "wood": ((84, 52, 28), (150, 102, 58), (196, 152, 98)),
    "wooden": ((84, 52, 28), (150, 102, 58), (196, 152, 98)),
    "stone": ((92, 90, 86), (150, 147, 140), (196, 193, 186)),
    "rock": ((78, 76, 74), (128, 124, 118), (176, 172, 164)),
    "marble": ((150, 150, 156), (226, 226, 228), (248, 248, 246)),
    "brick": ((112, 44, 32), (168, 78, 56), (202, 180, 164)),
    "leather": ((62, 34, 20), (112, 66, 38), (152, 98, 62)),
    "metal": ((70, 74, 80), (148, 152, 158), (216, 220, 224)),
    "steel": ((70, 74, 80), (148, 152, 158), (216, 220, 224)),
    "iron": ((48, 48, 52), (92, 92, 98), (140, 140, 146)),
    "bronze": ((74, 48, 24), (146, 102, 52), (206, 164, 96)),
    "copper": ((104, 48, 26), (184, 104, 62), (232, 164, 122)),
    "rust": ((84, 36, 18), (158, 78, 36), (196, 122, 70)),
    "rusty": ((84, 36, 18), (158, 78, 36), (196, 122, 70)),
    "grass": ((28, 72, 22), (74, 134, 44), (134, 184, 82)),
    "moss": ((42, 58, 22), (88, 108, 44), (138, 152, 84)),
    "sand": ((168, 138, 92), (214, 186, 136), (238, 220, 182)),
    "ice": ((126, 178, 208), (190, 224, 238), (240, 250, 254)),
    "water": ((14, 60, 108), (46, 124, 178), (156, 206, 228)),
    "fire": ((148, 22, 8), (236, 104, 18), (254, 216, 82)),
    "lava": ((40, 14, 12), (194, 48, 12), (252, 176, 48)),
    "rainbow": ((220, 40, 40), (240, 200, 40), (50, 170, 70), (50, 90, 210), (130, 60, 180)),
}
_WORDS: Final = re.compile(r"[a-z]+")
_STEPS: Final = 256
_WEIGHTS: Final = np.array([0.299, 0.587, 0.114])


def colours_in(text: str) -> list[tuple[int, int, int]]:
    """Return the colours that a text names, in its order; "dark red" is one colour, a material has several."""
    words = _WORDS.findall(text.lower())
    found: list[tuple[int, int, int]] = []
    place = 0
    while place < len(words):
        pair = "".join(words[place : place + 2])
        name = pair if pair in ImageColor.colormap else words[place]
        if name in ImageColor.colormap:
            red, green, blue = ImageColor.getrgb(name)[:3]
            found.append((red, green, blue))
        found += _MATERIALS.get(name, ())
        place += 2 if name == pair and len(words) > place + 1 else 1
    return list(dict.fromkeys(found))


def recoloured(pixels: Pixels, palette: list[tuple[int, int, int]]) -> Pixels:
    """Return a texture in other colours: its dark parts take the darkest of the palette, its bright ones the
    brightest.
    """
    brightness = pixels @ _WEIGHTS
    low, high = np.percentile(brightness, (2, 98))
    share = np.full(brightness.shape, 0.5) if high - low < 2 else (brightness - low) / (high - low)
    return _gradient(palette)[(share.clip(0, 1) * (_STEPS - 1)).astype(np.int64)]


def shaded(mesh: Mesh, palette: list[tuple[int, int, int]]) -> Floats:
    """Return colours of the vertices (n, 3), for a model without a texture: darker below and underneath."""
    height = mesh.vertices[:, 1] - mesh.vertices[:, 1].min()
    share = 0.6 * height / max(float(height.max()), 1e-30) + 0.2 + 0.2 * mesh.normals()[:, 1]
    return np.asarray(_gradient(palette)[(share.clip(0, 1) * (_STEPS - 1)).astype(np.int64)], np.float64)


def _gradient(palette: list[tuple[int, int, int]]) -> NDArray[np.uint8]:
    """Return ``_STEPS`` colours from the darkest of a palette to its brightest; one colour gets a darker and a lighter
    shade.
    """
    colours = np.array(palette, np.float64)
    if len(colours) == 1:
        colours = np.concatenate([colours * 0.45, colours, colours + (255 - colours) * 0.35])
    colours = colours[np.argsort(colours @ _WEIGHTS, kind="stable")]
    row = Image.fromarray(colours.round().astype(np.uint8)[None])
    return np.asarray(np.asarray(row.resize((_STEPS, 1), Image.Resampling.BILINEAR))[0], np.uint8)

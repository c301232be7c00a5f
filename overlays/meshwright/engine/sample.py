"""Draw our own sample picture: a waving toy robot, 1024 pixels square, softly lit, on a plain backdrop.

It is for the demo and the README, which so need no third-party picture. The bytes are the same each time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .filters import blurred

SIDE: Final = 1024
_FINE: Final = 2  # drawn at twice the size
_Colour: TypeAlias = tuple[int, int, int]
_Box: TypeAlias = tuple[float, float, float, float]
_Canvas: TypeAlias = NDArray[np.float32]
_Shape: TypeAlias = Callable[[ImageDraw.ImageDraw], None]

_CORAL: Final = (238, 104, 84)
_CREAM: Final = (250, 240, 214)
_MUSTARD: Final = (246, 190, 62)
_NAVY: Final = (38, 46, 74)
_SLATE: Final = (98, 110, 134)
_TURQUOISE: Final = (70, 184, 178)
_GLOW: Final = (150, 240, 250)


def sample_picture(path: Path) -> Path:
    """Draw the picture into a file, PNG or JPEG by its suffix, and return the file."""
    canvas = _backdrop()
    for shape, colour, roundness in _robot():
        _paint(canvas, shape, colour, roundness)
    fine = Image.fromarray(canvas.clip(0, 255).astype(np.uint8))
    fine.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(path)
    return path


def _backdrop() -> _Canvas:
    """Return a pale blue that darkens downwards, with a soft shadow where the robot stands."""
    side = SIDE * _FINE
    down = np.linspace(0, 1, side, dtype=np.float32)[:, None, None]
    canvas = np.tile(np.array([226, 236, 246], np.float32) - 14 * down, (1, side, 1))
    across = np.linspace(0, 1, side, dtype=np.float32)[None, :, None]
    shadow = np.exp(-(((across - 0.5) / 0.18) ** 2) - ((down - 0.9) / 0.032) ** 2)
    return np.asarray(canvas * (1 - 0.32 * shadow), np.float32)


def _robot() -> list[tuple[_Shape, _Colour, float]]:
    """Return the robot's parts from back to front: shape, colour, and the rounding of the edge in pixels."""
    limbs: list[tuple[_Shape, _Colour, float]] = [
        (_rounded((405, 745, 485, 890), 36), _SLATE, 16),
        (_rounded((539, 745, 619, 890), 36), _SLATE, 16),
        (_rounded((352, 848, 494, 928), 38), _MUSTARD, 18),
        (_rounded((530, 848, 672, 928), 38), _MUSTARD, 18),
        (_tube([(372, 575), (258, 632), (238, 722)], 58), _SLATE, 14),
        (_tube([(652, 575), (786, 528), (826, 410)], 58), _SLATE, 14),
        (_ellipse((182, 690, 290, 798)), _MUSTARD, 22),
        (_ellipse((774, 316, 882, 424)), _MUSTARD, 22),
    ]
    body: list[tuple[_Shape, _Colour, float]] = [
        (_rounded((462, 452, 562, 540), 20), _SLATE, 14),
        (_rounded((338, 510, 686, 800), 92), _CORAL, 34),
        (_heart(512, 660, 74), _CREAM, 9),
        (_tube([(512, 220), (512, 122)], 26), _SLATE, 8),
        (_ellipse((466, 52, 558, 144)), _MUSTARD, 20),
        (_rounded((258, 276, 340, 404), 30), _SLATE, 14),
        (_rounded((684, 276, 766, 404), 30), _SLATE, 14),
        (_rounded((296, 182, 728, 490), 118), _TURQUOISE, 36),
    ]
    face: list[tuple[_Shape, _Colour, float]] = [
        (_rounded((350, 244, 674, 436), 84), _NAVY, 8),
        (_ellipse((402, 284, 476, 366)), _GLOW, 10),
        (_ellipse((548, 284, 622, 366)), _GLOW, 10),
        (_ellipse((432, 298, 456, 324)), (255, 255, 255), 2),
        (_ellipse((578, 298, 602, 324)), (255, 255, 255), 2),
        (_smile((462, 334, 562, 408)), _GLOW, 3),
        (_ellipse((364, 364, 404, 392)), (236, 120, 130), 5),
        (_ellipse((620, 364, 660, 392)), (236, 120, 130), 5),
    ]
    return limbs + body + face


def _paint(canvas: _Canvas, shape: _Shape, colour: _Colour, roundness: float) -> None:
    """Draw a part on the canvas, lit from the upper left as if its edges were rounded."""
    image = _drawn(shape)
    left, top, right, bottom = image.getbbox() or (0, 0, 1, 1)
    margin = int(3 * roundness * _FINE)
    side = SIDE * _FINE
    box = max(0, left - margin), max(0, top - margin), min(side, right + margin), min(side, bottom + margin)
    part = np.asarray(image.crop(box), np.float32) / 255
    height = blurred(part, roundness * _FINE)
    slope_down, slope_right = np.gradient(height)[:2]
    light = (0.55 * slope_right + 0.8 * slope_down) * roundness * _FINE
    gloss = np.maximum(light - 0.16, 0) * 260
    lit = np.array(colour) * (1 + 0.62 * light)[..., None] * (0.86 + 0.14 * height)[..., None] + gloss[..., None]
    under = canvas[box[1] : box[3], box[0] : box[2]]
    under += part[..., None] * (lit.clip(0, 255) - under)


def _drawn(shape: _Shape) -> Image.Image:
    image = Image.new("L", (SIDE * _FINE, SIDE * _FINE))
    shape(ImageDraw.Draw(image))
    return image


def _scaled(values: _Box) -> _Box:
    left, top, right, bottom = (value * _FINE for value in values)
    return left, top, right, bottom


def _ellipse(box: _Box) -> _Shape:
    return lambda pen: pen.ellipse(_scaled(box), fill=255)


def _rounded(box: _Box, radius: float) -> _Shape:
    return lambda pen: pen.rounded_rectangle(_scaled(box), radius * _FINE, fill=255)


def _smile(box: _Box) -> _Shape:
    return lambda pen: pen.arc(_scaled(box), 20, 160, fill=255, width=11 * _FINE)


def _tube(points: list[tuple[float, float]], width: float) -> _Shape:
    """Return a bent tube with round ends through the points."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        fine = [(x * _FINE, y * _FINE) for x, y in points]
        pen.line(fine, fill=255, width=round(width * _FINE))
        radius = width / 2 * _FINE
        for x, y in fine:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

    return draw


def _heart(x: float, y: float, size: float) -> _Shape:
    """Return a heart; ``size`` is half its width."""
    angle = np.linspace(0, 2 * np.pi, 200)
    across = np.sin(angle) ** 3
    upwards = (13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)) / 16
    outline = [
        ((x + size * a) * _FINE, (y - size * b) * _FINE) for a, b in zip(across.tolist(), upwards.tolist(), strict=True)
    ]
    return lambda pen: pen.polygon(outline, fill=255)

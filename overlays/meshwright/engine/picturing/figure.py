"""Draw a standing figure in a pose, in given colours: arms to the sides (t-pose), or half down (a-pose)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from ..pictures import Picture

ARMS: Final = {"t-pose": 0.0, "a-pose": 45.0}
"""Degrees by which the arms of a pose hang down."""
SKIN: Final = (232, 190, 160)
CLOTHES: Final = (70, 120, 190), (60, 66, 92)
"""Shirt and trousers where no colours are given."""
_SHOES: Final = (70, 52, 44)
_HAIR: Final = (82, 58, 40)
_EYES: Final = (30, 30, 40)
_SIDE: Final = 1024
_FINE: Final = 2  # drawn at twice the size
_ARM, _LEG, _HAND = 300.0, 96.0, 46.0  # length of an arm, widths of a leg and of a hand
_SHOULDER: Final = 92.0, 336.0  # right of the middle, from the top


def standing_figure(pose: str, colours: Sequence[tuple[int, int, int]] = ()) -> Picture:
    """Return a figure on nothing, cut to its outline: the first colour is the shirt's, the second the trousers'."""
    shirt, trousers = (*colours[:2], *CLOTHES[len(colours) :])[:2]
    image = Image.new("RGBA", (_SIDE * _FINE, _SIDE * _FINE), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for side in (-1, 1):
        _leg(pen, side, trousers)
        _arm(pen, side, ARMS[pose], shirt)
    pen.rounded_rectangle(_box(-112, 292, 112, 610), 60 * _FINE, fill=shirt)
    pen.rounded_rectangle(_box(-108, 540, 108, 660), 44 * _FINE, fill=trousers)
    _head(pen)
    pixels = np.asarray(image.reduce(_FINE))
    return Picture(pixels[..., :3], pixels[..., 3]).framed()


def _leg(pen: ImageDraw.ImageDraw, side: int, colour: tuple[int, int, int]) -> None:
    middle = side * 60
    pen.rounded_rectangle(_box(middle - _LEG / 2, 600, middle + _LEG / 2, 960), 40 * _FINE, fill=colour)
    pen.rounded_rectangle(_box(middle - 54 + 8 * side, 930, middle + 54 + 8 * side, 1000), 34 * _FINE, fill=_SHOES)


def _arm(pen: ImageDraw.ImageDraw, side: int, down: float, colour: tuple[int, int, int]) -> None:
    """Draw a sleeve and a hand from the shoulder outwards."""
    along = np.array([side * np.cos(np.radians(down)), np.sin(np.radians(down))])
    shoulder = np.array([side * _SHOULDER[0], _SHOULDER[1]])
    wrist, hand = shoulder + 0.84 * _ARM * along, shoulder + 0.96 * _ARM * along
    _disc(pen, hand, _HAND, SKIN)
    ends = [((_SIDE / 2 + x) * _FINE, y * _FINE) for x, y in (shoulder.tolist(), wrist.tolist())]
    pen.line([*ends[0], *ends[1]], fill=colour, width=round(80 * _FINE))
    for end in (shoulder, wrist):
        _disc(pen, end, 40, colour)


def _head(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle(_box(-40, 240, 40, 320), fill=SKIN)
    pen.ellipse(_box(-104, 24, 104, 270), fill=_HAIR)
    pen.ellipse(_box(-92, 62, 92, 276), fill=SKIN)
    for side in (-1, 1):
        _disc(pen, np.array([side * 36, 165]), 11, _EYES)
    pen.arc(_box(-34, 180, 34, 232), 25, 155, fill=_EYES, width=7 * _FINE)


def _disc(
    pen: ImageDraw.ImageDraw,
    middle: np.ndarray[tuple[int], np.dtype[np.float64]],
    radius: float,
    colour: tuple[int, int, int],
) -> None:
    x, y = middle.tolist()
    pen.ellipse(_box(x - radius, y - radius, x + radius, y + radius), fill=colour)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    """Return a box in fine pixels; left and right are from the middle."""
    middle = _SIDE / 2
    return (middle + left) * _FINE, top * _FINE, (middle + right) * _FINE, bottom * _FINE

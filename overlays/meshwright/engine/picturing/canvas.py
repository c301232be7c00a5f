"""Lay pictures on a canvas of a given ratio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

from ..mesh import Floats, Pixels
from ..pictures import Picture

SIDE: Final = 1024
"""The longer side of a canvas in pixels."""
FILLED: Final = 0.86
"""The share of a canvas's width or height that a subject without a backdrop takes."""
_WHITE: Final = 255.0


def canvas_size(ratio: str) -> tuple[int, int]:
    """Return width and height in pixels of a ratio such as ``16:9``."""
    across, down = (int(part) for part in ratio.split(":"))
    longer = max(across, down)
    return round(SIDE * across / longer), round(SIDE * down / longer)


def laid_out(pictures: Sequence[Picture], ratio: str, *, clear: bool = False) -> Pixels:
    """Return a canvas with the pictures side by side, each as large as it can be.

    What they do not cover has the colour of their border, and is white around subjects without a backdrop. With
    ``clear`` it is transparent, and the canvas is RGBA.
    """
    width, height = canvas_size(ratio)
    canvas = np.zeros((height, width, 4))
    canvas[..., :3] = _ground(pictures)
    edges = np.linspace(0, width, len(pictures) + 1).round().astype(int).tolist()
    for picture, left, right in zip(pictures, edges, edges[1:], strict=False):
        _lay(canvas, picture, left, right)
    if clear:
        return np.asarray(canvas.round(), np.uint8)
    return np.asarray(canvas[..., :3].round(), np.uint8)


def _ground(pictures: Sequence[Picture]) -> Floats:
    """Return the colour around the pictures."""
    if any(picture.alpha is not None for picture in pictures):
        return np.full(3, _WHITE)
    rims = [
        np.concatenate([picture.rgb[0], picture.rgb[-1], picture.rgb[:, 0], picture.rgb[:, -1]]) for picture in pictures
    ]
    return np.asarray(np.median(np.concatenate(rims), axis=0), np.float64)


def _lay(canvas: Floats, picture: Picture, left: int, right: int) -> None:
    """Lay a picture into the middle of some columns of a canvas."""
    height, room = canvas.shape[0], right - left
    filled = 1.0 if picture.alpha is None else FILLED
    scale = filled * min(room / picture.size[0], height / picture.size[1])
    size = max(1, round(picture.size[0] * scale)), max(1, round(picture.size[1] * scale))
    opaque = np.full(picture.rgb.shape[:2], 255, np.uint8) if picture.alpha is None else picture.alpha
    whole = Image.fromarray(np.dstack([picture.rgb, opaque])).resize(size, Image.Resampling.LANCZOS)
    pixels = np.asarray(whole, np.float64)
    x, y = left + (room - size[0]) // 2, (height - size[1]) // 2
    under = canvas[y : y + size[1], x : x + size[0]]
    share = pixels[..., 3:] / 255
    under[..., :3] += share * (pixels[..., :3] - under[..., :3])
    under[..., 3] = np.maximum(under[..., 3], pixels[..., 3])

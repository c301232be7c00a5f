"""Read the colours that a text names, and paint a flat picture in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
from PIL import ImageColor

from ..colour import to_lab
from ..filters import dilated, distance_to_outside
from ..mesh import Floats, Pixels
from .bleeding import filled

Rgb: TypeAlias = tuple[int, int, int]

_KINDS: Final = 12  # colours of a flat picture that are told apart
_LEAST: Final = 0.004  # share of the picture from which a colour counts
_DARK, _LIGHT = 30.0, 92.0  # L* of outlines and of white
_GREY: Final = 8.0  # chroma
_LIKE: Final = 60.0  # degrees of hue between two shades of one part


def colours_in(text: str) -> list[Rgb]:
    """Return the colours that a text names by their CSS names, "light blue" too, in its order and each once."""
    found: list[Rgb] = []
    words = re.findall(r"[a-z]+", text.lower())
    place = 0
    while place < len(words):
        pair, word = "".join(words[place : place + 2]), words[place]
        name = pair if pair in ImageColor.colormap else word
        if name in ImageColor.colormap:
            red, green, blue = ImageColor.getrgb(name)[:3]
            found += [] if (red, green, blue) in found else [(red, green, blue)]
        place += 2 if name == pair and pair != word else 1
    return found


def listed(colours: Iterable[Rgb]) -> str:
    """Return words for colours."""
    return " and ".join(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours)


def repainted(rgb: Pixels, alpha: Pixels, colours: list[Rgb]) -> Pixels:
    """Return a flat picture whose commonest colours are replaced by the given ones; outlines and white parts stay.

    The first colour takes the place of the commonest, with its other shades; the second that of the next, and so on.
    """
    flat, nearest = _flat_colours(rgb, alpha)
    change = np.zeros((len(flat), 3))
    lab = to_lab(flat[None])[0]
    left = [index for index in range(len(flat)) if lab[index, 0] > _DARK] or [0]
    if lab[left[0], 0] < _LIGHT:
        left = [index for index in left if lab[index, 0] < _LIGHT]  # white is the thing only if most of it is white
    for colour in colours:
        if not left:
            break
        main = left[0]
        shades = [index for index in left if index == main or _are_shades(lab[main], lab[index])]
        for index in shades:
            lightness = (lab[index, 0] + 10) / (lab[main, 0] + 10)
            change[index] = np.array(colour) * lightness - flat[index]
        left = [index for index in left if index not in shades]
    return np.asarray((rgb + change[nearest]).clip(0, 255), np.uint8)


def without_outline(rgb: Pixels, alpha: Pixels, width: int) -> Pixels:
    """Return a drawing whose outer line, at most ``width`` pixels wide, has the colours beside it, so that the sides
    of a model that is inflated from it are not black.
    """
    solid, opaque = alpha > 127, alpha > 250
    line = solid & (distance_to_outside(solid) <= width) & (to_lab(rgb)[..., 0] < _DARK)
    known = opaque & ~dilated(line, 3)
    if known.sum() < 0.2 * solid.sum():  # a drawing of lines only
        return rgb
    return np.where(solid[..., None] & ~known[..., None], filled(rgb, known), rgb)


def _flat_colours(rgb: Pixels, alpha: Pixels) -> tuple[Pixels, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Return the commonest colours, the commonest first, and for each pixel the number of the nearest of them."""
    seen, counts = np.unique(rgb[alpha > 250], axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_KINDS]
    flat = seen[[index for index in order if counts[index] >= _LEAST * counts.sum()] or order[:1]]
    distance = np.stack([np.square(rgb.astype(np.int32) - colour).sum(-1) for colour in flat.astype(np.int32)])
    return flat, distance.argmin(0)


def _are_shades(one: Floats, other: Floats) -> bool:
    """Return whether two Lab colours have about the same hue, or both none."""
    grey = np.hypot(*one[1:]) < _GREY, np.hypot(*other[1:]) < _GREY
    if any(grey):
        return all(grey)
    first, second = np.arctan2(one[2], one[1]), np.arctan2(other[2], other[1])
    apart = abs(np.degrees(np.angle(np.exp(1j * (first - second)))))
    return bool(apart < _LIKE)

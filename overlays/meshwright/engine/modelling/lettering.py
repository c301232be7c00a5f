"""A text as raised letters on a plaque: its shape, and the two pictures that colour its front and its back."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ..filters import Mask, distance_to_outside, interpolated
from ..mesh import Floats
from ..pictures import Picture
from .segmentation import Foreground
from .silhouette import Frame
from .texturing import Shot

CHARACTERS: Final = 60
"""The most characters of a text that are shown."""
PLAIN: Final = (176, 176, 180)
"""The colour of the plaque where none is given."""
_LINE: Final = 12  # characters; longer words are broken
_SIZE, _PITCH, _STROKE, _MARGIN, _CORNER, _AROUND = 96, 128, 2, 48, 40, 16  # pixels
_THICKNESS, _RAISED = 0.5, 0.28  # of the letters' size: the plaque, and the letters above it
_DARK, _LIGHT = (28, 30, 36), (250, 246, 236)


def without_accents(text: str) -> str:
    """Return a text for Pillow's font, which has no accented letters."""
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


@frozen(eq=False)
class Lettering:
    """The field of a plaque with letters; see ``Field``. Distances are in heights of the plaque, positive inside."""

    plaque: Floats
    letters: Floats
    height: int
    """The pixels of the plaque's height; the pictures show ``_AROUND`` pixels more on each side."""
    low: Floats
    high: Floats

    @classmethod
    def of(cls, text: str) -> Lettering:
        """Draw a text; accents and characters that cannot be printed are left out, an empty text is a question mark."""
        shown = "".join(letter if letter.isprintable() else " " for letter in without_accents(text))
        lines = textwrap.wrap(textwrap.shorten(shown, CHARACTERS, placeholder="...") or shown[:CHARACTERS], _LINE)
        font = ImageFont.load_default(size=_SIZE)
        lines = lines or ["?"]
        height = _PITCH * len(lines) + 2 * _MARGIN
        width = max(height, max(round(font.getlength(line)) for line in lines) + 2 * _MARGIN)
        letters, plaque = (Image.new("L", (width + 2 * _AROUND, height + 2 * _AROUND)) for _ in range(2))
        pen = ImageDraw.Draw(letters)
        for number, line in enumerate(lines):
            place = _AROUND + width / 2, _AROUND + _MARGIN + _PITCH * (number + 0.5)
            pen.text(place, line, fill=255, font=font, anchor="mm", stroke_width=_STROKE)
        box = _AROUND, _AROUND, _AROUND + width - 1, _AROUND + height - 1
        ImageDraw.Draw(plaque).rounded_rectangle(box, _CORNER, fill=255)
        half, middle = np.array([width, height, (_THICKNESS + _RAISED) * _SIZE]) / 2 / height, np.array([0, 0.5, 0])
        raised, ground = (_distance(np.asarray(image) > 127) / height for image in (letters, plaque))
        return cls(ground, raised, height, middle - half, middle + half)

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return about the distance to the surface: the union of the plaque and the letters."""
        columns = self.letters.shape[1]
        row, column = np.meshgrid((1 - y) * self.height + _AROUND - 0.5, x * self.height + (columns - 1) / 2)
        plaque, letters = (interpolated(part, row, column)[..., None] for part in (self.plaque, self.letters))
        back, front = z - self.low[2], self.high[2] - z
        face = np.minimum(back, front - _RAISED * _SIZE / self.height)
        union = np.maximum(np.minimum(plaque, face), np.minimum(np.minimum(plaque, letters), np.minimum(back, front)))
        return np.asarray(union, np.float32)

    def shots(self, colours: Sequence[tuple[int, int, int]]) -> dict[str, Shot]:
        """Return its front and its back in up to two colours: of the plaque, then of the letters."""
        ground = colours[0] if colours else PLAIN
        ink = colours[1] if len(colours) > 1 else _DARK if sum(ground) > 330 else _LIGHT
        front = np.where(self.letters[..., None] > 0, np.array(ink, np.uint8), np.array(ground, np.uint8))
        return {"front": self._shot(front), "back": self._shot(np.full_like(front, ground))}

    def _shot(self, pixels: NDArray[np.uint8]) -> Shot:
        frame = Frame(pixels.shape[1] / 2, _AROUND, self.height)
        return Shot(Foreground(Picture(pixels), np.ones(pixels.shape[:2]), "plaque"), frame)


def _distance(inside: Mask) -> Floats:
    """Return the distance of each pixel to the border of a shape, positive inside."""
    return distance_to_outside(inside) - distance_to_outside(~inside)

"""Change a picture: its subject in other colours, or without its backdrop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

from ..mesh import Pixels
from ..modelling.repainting import Rgb, listed, repainted
from ..modelling.segmentation import find_foreground
from ..pictures import Picture

EMULATED: Final = "The picture was changed by the emulator, which does not understand the prompt: only colours count."
KEPT: Final = "The prompt names no colour: the colours are those of the picture."
_MAIN: Final = 12  # colours of a picture
HOW: Final = {
    "plaque": "No object was found in a picture: all of it was kept.",
    "network": "The backdrop of a picture is busy: its subject was cut out by a small neural network and may be off.",
    "grabcut": "The backdrop of a picture is busy: its subject was cut out by colour and may be off.",
}
"""Notes on how a subject was cut out, by the method; none for a plain backdrop."""


def changed(picture: Picture, colours: Sequence[Rgb], notes: list[str], *, alone: bool) -> Picture:
    """Return the subject of a picture in the given colours; without colours, the picture unless it is to be ``alone``.

    ``notes`` receives what was done.
    """
    notes.append(EMULATED)
    notes.append(f"The subject was painted in {listed(colours)} and cut out." if colours else KEPT)
    if not colours and not alone:
        return picture
    subject = cut_out(picture, notes)
    return Picture(_in_colours(subject, colours), subject.alpha) if colours else subject


def cut_out(picture: Picture, notes: list[str]) -> Picture:
    """Return the subject of a picture without its backdrop; ``notes`` receives that there was none."""
    found = find_foreground(picture)
    if found.method in HOW:
        notes.append(HOW[found.method])
    mask = Image.fromarray((found.mask * 255).clip(0, 255).astype(np.uint8))
    alpha = np.asarray(mask.resize(found.picture.size, Image.Resampling.BILINEAR))
    return Picture(found.picture.rgb, alpha).framed()


def _in_colours(subject: Picture, colours: Sequence[Rgb]) -> Pixels:
    """Return a shaded subject in other colours: its few main colours are replaced, and the shades stay."""
    flat = np.asarray(Image.fromarray(subject.rgb).quantize(_MAIN).convert("RGB"))
    shade = subject.rgb.astype(np.int16) - flat
    alpha = np.full(flat.shape[:2], 255, np.uint8) if subject.alpha is None else subject.alpha
    return np.asarray((repainted(flat, alpha, list(colours)) + shade).clip(0, 255), np.uint8)

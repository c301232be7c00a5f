"""Turn words into a picture: a standing figure if a pose is asked for, else the drawing that they name, else lettering.

Nothing here understands a sentence: of its words only the name of a drawing and the colours count.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import evolve, frozen

from .. import drawings
from ..drawings import LICENCE, find_drawing
from ..modelling.lettering import CHARACTERS, Lettering
from ..modelling.repainting import colours_in, listed, repainted
from ..pictures import Picture
from .figure import standing_figure

EMULATED: Final = "The picture was drawn by the emulator, which does not understand the prompt."


@frozen(eq=False)
class Subject:
    """A picture on nothing, and notes on it."""

    picture: Picture
    notes: tuple[str, ...]


def subject_of(prompt: str, pose: str | None = None) -> Subject:
    """Return the picture of a prompt."""
    colours = colours_in(prompt)
    if pose is not None:
        note = (
            f"It shows a figure in {pose}, as pose_mode asks for one; colours of the prompt are those of its clothes."
        )
        return Subject(standing_figure(pose, colours), (EMULATED, note))
    if (drawing := find_drawing(prompt)) is None:
        return _lettered(prompt)
    picture = drawing.picture()
    named = [colour for colour in colours if colour not in colours_in(drawing.name)]
    notes = [
        EMULATED,
        f'It is OpenMoji\'s drawing "{drawing.name}" ({LICENCE}); credit it if you publish the picture: drawing by '
        f"OpenMoji, openmoji.org, {LICENCE}.",
    ]
    if named and picture.alpha is not None:
        picture = evolve(picture, rgb=repainted(picture.rgb, picture.alpha, named))
        notes.append(f"It was painted in the colours that the prompt names: {listed(named)}.")
    return Subject(picture.framed(), tuple(notes))


def _lettered(prompt: str) -> Subject:
    reason = "no drawing has a name that is in it"
    if not drawings.are_installed():
        reason = "the drawings are not installed (pip install 'meshwright[drawings]')"
    lettering = Lettering.of(prompt)
    front = lettering.shots(colours_in(prompt)[:2])["front"].foreground.picture
    plaque = np.where(lettering.plaque > 0, np.uint8(255), np.uint8(0))
    notes = [EMULATED, f"It shows the prompt's letters, at most {CHARACTERS}, as {reason}."]
    return Subject(Picture(front.rgb, plaque).framed(), tuple(notes))

"""Turn words into a shape and its colours: the drawing that they name, inflated, else their lettering.

Nothing here understands a sentence. The notes of a subject name the drawing and its licence, or report that none fits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve, frozen

from .. import drawings
from ..drawings import LICENCE, Drawing
from ..pictures import load_picture
from .field import Field
from .image_to_3d import look_at
from .inflation import inflate
from .lettering import CHARACTERS, Lettering
from .repainting import Rgb, colours_in, listed, repainted, without_outline
from .silhouette import symmetrised
from .texturing import Shot

EMULATED: Final = "emulated by classical methods, which do not understand the prompt"


@frozen(eq=False)
class Subject:
    """A shape, the pictures that colour it, and notes on its guesses."""

    field: Field
    shots: dict[str, Shot]
    notes: tuple[str, ...]


@frozen
class Texture:
    """The texture of a refine: words, and a picture if one replaces the drawing."""

    prompt: str = ""
    picture: Path | None = None


def subject_of(prompt: str, texture: Texture | None = None) -> Subject:
    """Return the subject of a prompt, without colours if no texture is asked for.

    Raises EngineError if the texture's picture is not a picture.
    """
    drawing = drawings.find_drawing(prompt)
    found = _lettered(prompt, texture) if drawing is None else _drawn(drawing, prompt, texture)
    if texture is None or texture.picture is None:
        return found
    shot, _ = look_at(load_picture(texture.picture))
    note = "The texture is the picture of texture_image_url, projected from the front; the back is the mirrored front."
    return evolve(found, shots={"front": shot}, notes=(*found.notes[:-1], note))


def _drawn(drawing: Drawing, prompt: str, texture: Texture | None) -> Subject:
    shot, outline = look_at(drawing.picture())
    field = inflate(symmetrised(outline, "auto"))
    notes = (
        f'The shape is OpenMoji\'s drawing "{drawing.name}" ({LICENCE}), inflated from its outline: {EMULATED}.',
        f"Credit it if you publish the model: drawing by OpenMoji, openmoji.org, {LICENCE}.",
    )
    if texture is None:
        return Subject(field, {}, notes)
    named = colours_in(texture.prompt) or colours_in(" ".join(_beyond(prompt, drawing)))
    colours = f"in the named colours {listed(named)}" if named else "in its own colours"
    note = f"The texture is the drawing {colours}, projected from the front; the back is the mirrored front."
    return Subject(field, {"front": _painted(shot, named)}, (*notes, note))


def _lettered(prompt: str, texture: Texture | None) -> Subject:
    field = Lettering.of(prompt)
    reason = "no drawing has a name that is in it"
    if not drawings.are_installed():
        reason = "the drawings are not installed (pip install 'meshwright[drawings]')"
    notes = [f"The shape is the prompt's lettering on a plaque, as {reason}: {EMULATED}."]
    if len(prompt) > CHARACTERS:
        notes.append(f"It shows at most {CHARACTERS} characters of the prompt.")
    if not prompt.isascii():
        notes.append("Accents are left out; other letters that Pillow's font does not have are drawn as boxes.")
    if texture is None:
        return Subject(field, {}, tuple(notes))
    named = (colours_in(texture.prompt) or colours_in(prompt))[:2]
    colours = f"in the named colours {listed(named)}" if named else "in grey, as no colour is named"
    return Subject(field, field.shots(named), (*notes, f"The plaque was painted {colours}."))


def _beyond(prompt: str, drawing: Drawing) -> list[str]:
    """Return the words that are not in the name of the drawing: a drawing of a red car is red already."""
    return [word for word in prompt.lower().split() if word.strip(".,;:!?") not in drawing.name.split()]


def _painted(shot: Shot, colours: list[Rgb]) -> Shot:
    """Return the picture of a drawing without its outer line, in other colours if some are given."""
    picture = shot.foreground.picture
    alpha = np.full(picture.rgb.shape[:2], 255, np.uint8) if picture.alpha is None else picture.alpha
    painted = repainted(picture.rgb, alpha, colours) if colours else picture.rgb
    plain = evolve(picture, rgb=without_outline(painted, alpha, drawings.LINE))
    return evolve(shot, foreground=evolve(shot.foreground, picture=plain))

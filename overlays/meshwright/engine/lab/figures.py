"""Figures on a base: the subject of a picture inflated, as it is or with the big head of a vinyl figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve

from ..filters import blurred, dilated, distance_to_outside
from ..json_object import Json
from ..modelling.decimation import remeshed
from ..modelling.inflation import inflate
from ..modelling.silhouette import Silhouette, symmetrised
from ..modelling.texturing import Shot
from ..pictures import load_picture
from ..printing.solids import Solid, box, solid_of
from .big_head import with_big_head
from .depth import subject_of
from .files import EMULATED, LabFiles
from .heightmap import thickened
from .outlines import circle, raised
from .painting import joined, largest_body, projected, upright, write_painted

HEIGHT_MM: Final = 100.0
"""The height of a figure without its base. The service does not publish its own."""
BACK_NOTE: Final = "Only the front is known: the back is the mirrored front."
_FACES: Final = 24_000
_THINNEST: Final = 0.02  # figure heights: arms and the like are at least so wide
_GAP: Final = 0.02  # figure heights: narrower gaps are closed, so that parts which meet at a corner hold
_BASE: Final = 0.05  # its height
_SUNK: Final = 0.02  # how far the figure's feet are in the base
_REACH: Final = 0.28, 0.45  # the radius of the base: in figure heights at least, and of the figure's width
BASE_COLOUR: Final = (58, 62, 72)
_SOFT: Final = 0.015  # figure heights by which the outline of a vinyl figure is rounded
_FULL: Final = 1.3  # the thickness of a vinyl figure, relative to a figure


def figure(picture: Path, options: Json, folder: Path) -> LabFiles:  # noqa: ARG001
    """Write a coloured figure on a round base, 100 mm high without it, as GLB and OBJ, with its thumbnail.

    GLB is in metres, OBJ in millimetres. Raises EngineError if the picture has no subject.
    """
    shot, outline = subject_of(load_picture(picture))
    shape, notes = figure_solid(outline)
    return _on_base(shape, shot, folder, notes, as_obj=True)


def vinyl_figure(picture: Path, options: Json, folder: Path) -> LabFiles:  # noqa: ARG001
    """Write a figure with a big round head and simple shapes as GLB; else as ``figure``."""
    shot, outline = with_big_head(*subject_of(load_picture(picture)))
    outline = evolve(outline, distance=blurred(outline.distance, _SOFT / outline.pixel))
    shape, notes = figure_solid(outline, _FULL)
    head = "The head is what is above the narrowest part of the upper half of the outline; it was enlarged."
    return _on_base(shape, shot, folder, [head, *notes])


def figure_solid(outline: Silhouette, fullness: float = 1.0, thinnest: float = _THINNEST) -> tuple[Solid, list[str]]:
    """Return an inflated outline as one body of about height 1, and notes on what was left out."""
    mesh = remeshed(inflate(sturdy(symmetrised(outline, "auto"), thinnest), fullness), "triangle", _FACES)
    solid = solid_of(mesh)
    assert solid is not None, "a remeshed field is closed"
    body, others = largest_body(solid)
    return body, [f"{others} parts of the picture that touch no other were left out."] if others else []


def sturdy(outline: Silhouette, thinnest: float) -> Silhouette:
    """Return an outline whose parts are at least ``thinnest`` wide, in object heights, and hold on to each other."""
    gap = _GAP / outline.pixel
    margin = int(gap) + 1
    inside = np.pad(outline.distance > 0, margin)
    near = distance_to_outside(~inside) <= gap
    closed = inside | (near & (distance_to_outside(near) > gap))
    thick = thickened(closed, thinnest / 2 / outline.pixel)[margin:-margin, margin:-margin]
    distance = distance_to_outside(thick) - distance_to_outside(~thick) - np.where(thick, 0.5, -0.5)
    changed = dilated(thick & (outline.distance <= 0), 3)
    wider = np.maximum(outline.distance, blurred(distance, 0.7) * outline.pixel)
    return evolve(outline, distance=np.where(changed, wider, outline.distance))


def _on_base(shape: Solid, shot: Shot, folder: Path, notes: Sequence[str], *, as_obj: bool = False) -> LabFiles:
    low, high = box(shape)
    least, share = _REACH
    ground = low[1] + _SUNK - _BASE
    base = upright(raised(circle(max(least, share * (high - low)[0])), _BASE)).translate((0, ground, 0))
    mesh, part = joined([shape, base])
    atlas = projected(mesh, shot, part, BASE_COLOUR)
    size = f"It is {HEIGHT_MM:g} mm high without its base, and the base is the emulator's own."
    sized = mesh.placed(HEIGHT_MM, np.array([0, -ground * HEIGHT_MM, 0]))
    return write_painted(sized, atlas, folder, [EMULATED, BACK_NOTE, size, *notes], as_obj=as_obj)

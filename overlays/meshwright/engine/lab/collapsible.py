"""Collapsible fidgets: rings of a picture's outline inside each other that telescope, printed in place.

The walls lean inwards, so a ring that is pulled up jams in the next one around it after half its height.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ..errors import EngineError
from ..json_object import Json
from ..modelling.silhouette import Silhouette
from ..pictures import load_picture
from ..printing.solids import Solid, bodies, box, together, union
from .depth import subject_of
from .figures import sturdy
from .files import EMULATED, LabFiles, write_stl
from .outlines import Outline, contours, grown, outline_of, raised, rounded
from .painting import block_colours, joined, swatches, upright, write_painted

_LONGEST: Final = 80.0  # millimetres of the outline
_HEIGHT, _LAYER = 12.0, 1.5  # of a ring, and of its steps
_WALL, _GAP = 1.6, 0.45
_LEAN: Final = 0.8  # millimetres inwards from a ring's bottom to its top: half of it closes the gap
_EXTENDED: Final = 0.33  # of its height, by which the preview shows each ring pulled out, so that none touches the next
_ROUND: Final = 1.0  # the least radius of the outline's corners
_THINNEST: Final = 1.1  # narrower parts of a wall are left out
_MOST, _LEAST = 12, 3  # rings
_COLOURS, _EVERY = 6, 7  # of the subject, from every seventh of its pixels
_STEPS: Final = 48  # of a circle
_SIMPLER: Final = 0.015  # millimetres that an outline may move to save triangles


def fidget_collapsible(picture: Path, options: Json, folder: Path) -> LabFiles:  # noqa: ARG001
    """Write the rings of a picture's subject as STL, collapsed as they are printed, and as a coloured GLB in metres,
    pulled out, with its thumbnail.

    Raises EngineError if the picture has no subject, or one too thin for three rings.
    """
    shot, outline = subject_of(load_picture(picture))
    outline = sturdy(outline, 0.04)
    simple, left_out = _simple_outline(outline)
    rings = _rings(simple)
    if len(rings) < _LEAST:
        raise EngineError(
            f"The subject of the picture is too thin for a collapsible fidget: {len(rings)} of at least {_LEAST} rings "
            "fit into its outline. Use a picture of a more compact subject."
        )
    stl = write_stl(together(rings), folder / "model.stl")
    lifted = [ring.translate((0, 0, _EXTENDED * _HEIGHT * number)) for number, ring in enumerate(rings)]
    mesh, ring = joined([upright(part) for part in lifted])
    rows, columns = np.nonzero(outline.distance > 0)
    inside = np.stack([columns - outline.distance.shape[1] / 2, outline.distance.shape[0] - rows], 1) * outline.pixel
    palette, _ = block_colours(shot, np.asarray(inside[::_EVERY], np.float64), outline.pixel, _COLOURS)
    atlas = swatches(palette, ring % len(palette))
    notes = [
        EMULATED,
        f"{len(rings)} rings of {_WALL:g} mm with {_GAP:g} mm between them, {_HEIGHT:g} mm high: all the emulator's "
        "own. Each can be pulled out by about half its height; the GLB shows them pulled out, the STL as printed.",
    ]
    if left_out:
        notes.append(f"{left_out} small or loose parts of the picture were left out.")
    made = write_painted(mesh, atlas, folder, notes, smooth=False)
    return LabFiles(models={"stl": stl.name, **made.models}, thumbnail=made.thumbnail, notes=made.notes)


def _simple_outline(outline: Silhouette) -> tuple[Outline, int]:
    """Return the outer border of the largest part of an outline in millimetres, with round corners, around the
    origin, and the number of the other parts.
    """
    pitch = _LONGEST / max(outline.width, 1.0) * outline.pixel
    whole = contours(outline_of(outline.distance / outline.pixel, pitch))
    closed = grown(grown(whole[0], _ROUND), -_ROUND)
    parts = contours(rounded(closed, _ROUND)) or [closed]
    return parts[0].simplify(_SIMPLER), len(whole) + len(parts) - 2


def _rings(outline: Outline) -> list[Solid]:
    """Return the rings, outermost first; those of an outline with several middles have several bodies."""
    rings: list[Solid] = []
    while len(rings) < _MOST:
        ring = _ring(outline, len(rings) * (_WALL + _GAP))
        if ring is None:
            break
        rings.append(ring)
    return rings


def _ring(outline: Outline, inset: float) -> Solid | None:
    """Return a ring whose bottom is ``inset`` from the outline, or None if there is no room for one."""
    layers = []
    for ground in np.arange(0, _HEIGHT, _LAYER).tolist():
        lean = inset + _LEAN * (ground + _LAYER / 2) / _HEIGHT
        outer, inner = (grown(outline, -by, _STEPS).simplify(_SIMPLER) for by in (lean, lean + _WALL))
        wall = rounded(outer - inner, _THINNEST / 2, _STEPS).simplify(_SIMPLER)
        if not wall.is_empty():
            layers.append(raised(wall, _LAYER, ground))
    parts = [body for body in bodies(union(layers)) if _is_whole(body)] if layers else []
    return together(parts) if parts else None


def _is_whole(body: Solid) -> bool:
    """Return whether a body stands on the plate and is as high as a ring."""
    low, high = box(body)[:, 2]
    return bool(low < _LAYER / 2 and high > _HEIGHT - _LAYER / 2)

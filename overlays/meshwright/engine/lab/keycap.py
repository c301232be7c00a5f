"""Keycaps for switches of the Cherry MX kind: the subject of a picture on top of a hollow cap with a stem."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ..json_object import Json
from ..pictures import load_picture
from ..printing.solids import Solid, box
from .depth import subject_of
from .figures import BACK_NOTE, BASE_COLOUR, figure_solid
from .files import EMULATED, LabFiles, filled_in, zipped
from .outlines import Outline, raised, rectangle
from .painting import joined, projected, upright, write_painted

DEFAULTS: Final[Json] = {"base_model": "cherry-mx-1x1-r1", "head_size_mm": 23.0}
_BOTTOM, _TOP, _HEIGHT = (18.0, 18.0), (13.0, 14.0), 9.0  # of a cap of one unit, in millimetres
_WALL, _CEILING = 1.5, 2.0
_STEM: Final = 7.2, 5.5  # what the housing of a switch leaves room for
_CROSS: Final = (4.1, 1.4), (1.2, 4.1)  # the switch's cross is 4 mm wide; its bars are 1.31 and 1.09 mm thick
_CROSS_DEPTH: Final = 4.2  # the switch's cross is 3.6 mm high
_SUNK: Final = 1.2  # millimetres of the head that are in the ceiling
_THINNEST: Final = 1.4  # millimetres: an inflated part is a little thinner than it is wide


def keycap(picture: Path, options: Json, folder: Path) -> LabFiles:
    """Write a coloured keycap as GLB, in metres, and as a zip file with OBJ, in millimetres, MTL and texture.

    ``head_size_mm`` is the longer of width and height of the head on top of the cap. Raises EngineError if the
    picture has no subject.
    """
    options = filled_in(options, DEFAULTS)
    shot, outline = subject_of(load_picture(picture))
    scale = options["head_size_mm"] / max(1.0, outline.width)  # millimetres to the head's height
    head, left_out = figure_solid(outline, thinnest=max(0.02, _THINNEST / scale))
    ground = float(box(head)[0, 1]) * scale + _SUNK - _HEIGHT
    cap = upright(_cap()).translate((0, ground, 0)).scale((1 / scale,) * 3)
    mesh, part = joined([head, cap])
    atlas = projected(mesh, shot, part, BASE_COLOUR)
    made = write_painted(mesh.placed(scale, np.array([0, -ground, 0])), atlas, folder, (), as_obj=True)
    members = {made.models[kind]: folder / made.models[kind] for kind in ("obj", "mtl")}
    members |= {name: folder / name for name in made.textures.values()}
    notes = [
        EMULATED,
        BACK_NOTE,
        "The cap has common measures of caps for Cherry MX switches: try one before you print many. Two walls of its "
        f"stem are {(_STEM[1] - _CROSS[1][1]) / 2:g} mm thick, as a switch leaves no more room.",
        *left_out,
    ]
    return LabFiles(
        models={"glb": made.models["glb"], "obj_zip": zipped(folder / "model_obj.zip", members)},
        thumbnail=made.thumbnail,
        notes=tuple(notes),
    )


def _cap() -> Solid:
    """Return a cap with its stem, its open side down."""
    outer = _tapered(rectangle(*_BOTTOM, 1.5), rectangle(*_TOP, 2.5), _HEIGHT)
    inner = _tapered(
        rectangle(_BOTTOM[0] - 2 * _WALL, _BOTTOM[1] - 2 * _WALL, 0.8),
        rectangle(_TOP[0] - 2 * _WALL, _TOP[1] - 2 * _WALL, 1.2),
        _HEIGHT - _CEILING,
    )
    stem = raised(rectangle(*_STEM, 1.0), _HEIGHT - _CEILING / 2) ^ outer
    first, second = (rectangle(*bar) for bar in _CROSS)
    return (outer - inner) + stem - raised(first + second, _CROSS_DEPTH + 1, ground=-1)


def _tapered(bottom: Outline, top: Outline, height: float) -> Solid:
    """Return the convex solid between an outline on the plate and one above it."""
    thin = 1e-3
    lower, upper = raised(bottom, thin), raised(top, thin, ground=height - thin)
    return (lower + upper).hull()

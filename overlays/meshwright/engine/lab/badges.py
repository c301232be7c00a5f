"""Keychains and fridge magnets: the relief of a picture on a badge, with a raised rim.

The service publishes the names and the ranges of the options, not what exactly they measure: that is our reading.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..json_object import Json
from ..printing.closing import sound_mesh
from ..printing.solids import union
from .depth import depth_of
from .files import EMULATED, LabFiles, filled_in, write_shape
from .outlines import Outline, badge_outline, circle, grown, hull, raised
from .relief import FINEST, LEAST_WALL, relief_solid

_COMMON: Final[Json] = {
    "relief_offset_mm": 0.0,
    "has_closed_back": True,
    "relief_curve": "linear",
    "curve_param": 1.0,
    "invert_depth": False,
    "smoothing": 0.24,
    "relief_scale": 1.0,
    "depth_threshold": 0.1,
    "remove_background": True,
    "export_resolution": 512,
}
KEYCHAIN: Final[Json] = _COMMON | {
    "badge_shape": "circle",
    "size_mm": 40.0,
    "relief_height_mm": 2.2,
    "base_thickness_mm": 0.1,
}
FRIDGE_MAGNET: Final[Json] = _COMMON | {
    "badge_shape": "rounded-rect",
    "size_mm": 60.0,
    "relief_height_mm": 3.3,
    "base_thickness_mm": 2.0,
}
_THINNEST_BASE: Final = 0.1
_RIM: Final = 0.04, 1.2, 0.2  # its width: a share of the badge, at least so many millimetres, at most that share
_RIM_HEIGHT: Final = 0.6, 1.5  # a share of the relief's height, and millimetres at least
_HOLE: Final = 0.05, 1.0, 2.5  # its radius: a share of the badge, and its limits
_RING: Final = 1.8  # the width of the ring
_SIMPLER: Final = 0.004  # millimetres that the surface may move to save triangles


def keychain(picture: Path, options: Json, folder: Path, output: str = "glb") -> LabFiles:
    """Write a keychain: a badge with a ring at its top; see ``write_shape`` for ``output``.

    ``size_mm`` is the badge's longest side without the ring. Raises EngineError if the picture has no subject.
    """
    return _badge(picture, filled_in(options, KEYCHAIN), folder, output, has_ring=True)


def fridge_magnet(picture: Path, options: Json, folder: Path, output: str = "glb") -> LabFiles:
    """Write a badge with a flat back, to which a magnet is glued; see ``write_shape`` for ``output``.

    Raises EngineError if the picture has no subject.
    """
    return _badge(picture, filled_in(options, FRIDGE_MAGNET), folder, output, has_ring=False)


def _badge(picture: Path, options: Json, folder: Path, output: str, *, has_ring: bool) -> LabFiles:
    outline = badge_outline(options["badge_shape"], options["size_mm"])
    share, least, most = _RIM
    inner = grown(outline, -min(max(share * options["size_mm"], least), most * options["size_mm"]))
    share, least = _RIM_HEIGHT
    base = max(options["base_thickness_mm"], _THINNEST_BASE)
    rim = max(base + options["relief_offset_mm"] + share * options["relief_height_mm"], least)
    depth = depth_of(picture, remove_background=options["remove_background"])
    relief = relief_solid(depth, inner, base, options) ^ raised(grown(inner, 0.05), 1e3, ground=-1.0)
    parts = [relief, raised(outline - inner, rim)]
    if has_ring:
        parts.append(raised(_ring(outline, options["size_mm"]) - inner, rim))
    solid = union(parts).simplify(_SIMPLER)
    return LabFiles(
        models=write_shape(sound_mesh(solid), folder, output), notes=tuple(_notes(options, base, has_ring=has_ring))
    )


def _ring(outline: Outline, size: float) -> Outline:
    """Return a ring above the middle of an outline, tied to it."""
    share, least, most = _HOLE
    hole = min(max(share * size, least), most)
    wide, top = hole + _RING, outline.bounds()[3]
    middle = top + hole
    return hull(circle(wide, 0, middle), circle(wide, 0, top - 1.2 * wide)) - circle(hole, 0, middle)


def _notes(options: Json, base: float, *, has_ring: bool) -> list[str]:
    """Return notes on what is guessed."""
    notes = [
        EMULATED,
        "The depth is guessed from the outline and the brightness; the raised rim"
        f"{' and the ring are' if has_ring else ' is'} the emulator's own.",
    ]
    if base < LEAST_WALL:
        notes.append(
            f"The base is {base:g} mm thick; most printers need {LEAST_WALL:g} mm or more (base_thickness_mm)."
        )
    if not options["has_closed_back"]:
        notes.append(
            f"has_closed_back false is emulated: the back follows the relief, {max(base, LEAST_WALL):g} mm behind it."
        )
    if options["relief_scale"] != 1:
        notes.append("relief_scale is emulated: it scales the picture on the badge, not the height of the relief.")
    if options["export_resolution"] > (finest := FINEST[options["has_closed_back"]]):
        notes.append(f"export_resolution is emulated up to {finest}: the relief has {finest} samples a side.")
    return notes

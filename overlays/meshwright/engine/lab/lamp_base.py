"""The base of a lamp: a plate with a pocket for the light, a channel for its cable, and a lip inside the shade."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..printing.solids import Solid
from .outlines import circle, contours, grown, hull, polygon, raised, rounded, union_of

LIGHTS: Final = {"bambu_mh001_60mm": 60.0}
"""The diameter in millimetres of the light of each preset."""
_PLATE, _FLOOR = 11.0, 3.0  # the height of the plate, and what is left below the pocket
_LIP, _LIP_WALL = 3.0, 2.0  # above the plate; its width
_PLAY: Final = 0.4  # millimetres between parts that fit into each other
_BORDER: Final = 4.0  # around the shade and the pocket
_CABLE: Final = 6.0  # the width of the channel
_SECTION: Final = 0.05  # millimetres above the plate, where the shade's outline is taken


def lamp_base(shade: Solid, light: float, place: tuple[float, float]) -> tuple[Solid, list[str]]:
    """Return the base of a shade that stands on the plate around the origin, for a light of a diameter at a place, and
    notes on it. Its cable leaves to the back (+Y).
    """
    pocket = circle(light / 2 + _PLAY / 2, *place)
    section = shade.slice(_SECTION)
    room = union_of(contours(section)) - section
    plate = hull(grown(section, _BORDER), grown(pocket, _BORDER))
    reach = plate.bounds()[3] - place[1] + 1.0
    channel = polygon(np.array([[-1, 0], [1, 0], [1, 1], [-1, 1]]) * (_CABLE / 2, reach) + place)
    fit = grown(room, -_PLAY)
    lip = rounded(fit - grown(fit, -_LIP_WALL) - grown(pocket, _PLAY) - channel, 0.45 * _LIP_WALL)
    opening = raised(pocket + channel, _PLATE, ground=_FLOOR)
    solid = raised(plate, _PLATE) - opening
    if not lip.is_empty():
        solid = solid + raised(lip, _LIP + 1, ground=_PLATE - 1)
    notes = [
        f"The base and its pocket, {light + _PLAY:g} mm wide and {_PLATE - _FLOOR:g} mm deep, are the emulator's own: "
        "measure your light before you print it."
    ]
    if not (pocket - room).is_empty():
        notes.append(
            "The light is wider than the inside of the lampshade, or not under it: the shade does not cover it."
        )
    return solid, notes

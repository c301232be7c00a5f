"""The four sides that pictures show, as on a turntable: front, right, back, left, seen from far away at eye level.

The API names no angles; the order is our reading of it: the first picture is the front, the others follow counter-
clockwise seen from above, so "right" is taken from the +X side.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Floats


@frozen(eq=False)
class View:
    """The direction to the right in the picture and the direction to the camera; up is always +Y."""

    right: Floats
    toward: Floats


VIEWS: Final = {
    "front": View(np.array([1.0, 0, 0]), np.array([0, 0, 1.0])),
    "right": View(np.array([0, 0, -1.0]), np.array([1.0, 0, 0])),
    "back": View(np.array([-1.0, 0, 0]), np.array([0, 0, -1.0])),
    "left": View(np.array([0, 0, 1.0]), np.array([-1.0, 0, 0])),
}
OPPOSITE: Final = {"front": "back", "back": "front", "left": "right", "right": "left"}
BY_COUNT: Final = {
    1: ("front",),
    2: ("front", "back"),
    3: ("front", "right", "back"),
    4: ("front", "right", "back", "left"),
}

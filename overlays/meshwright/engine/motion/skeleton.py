"""The skeleton of a standing figure: 24 joints by name, each with its parent, and where they are after turns.

At rest no joint is turned: its axes are those of the world, X to the figure's left, Y up, Z to its front.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Floats

PARENTS: Final[Mapping[str, str]] = {
    "Hips": "",
    "Spine": "Hips",
    "Spine1": "Spine",
    "Spine2": "Spine1",
    "Neck": "Spine2",
    "Head": "Neck",
    "HeadTop": "Head",
    "HeadFront": "Head",
    **{
        f"{side}{bone}": parent if parent in ("Spine2", "Hips") else f"{side}{parent}"
        for side in ("Left", "Right")
        for bone, parent in {
            "Shoulder": "Spine2",
            "Arm": "Shoulder",
            "ForeArm": "Arm",
            "Hand": "ForeArm",
            "UpLeg": "Hips",
            "Leg": "UpLeg",
            "Foot": "Leg",
            "ToeBase": "Foot",
        }.items()
    },
}
"""Each joint's parent; parents come before their children."""
NAMES: Final = tuple(PARENTS)
PLACES: Final = {name: place for place, name in enumerate(NAMES)}
MIRRORED: Final = {name: name.replace("Left", "*").replace("Right", "Left").replace("*", "Right") for name in NAMES}


_SIDE: Final = {
    "Shoulder": (0.02, 0.82, 0.0),
    "Arm": (0.1, 0.82, 0.0),
    "ForeArm": (0.26, 0.82, 0.0),
    "Hand": (0.41, 0.82, 0.0),
    "UpLeg": (0.055, 0.51, 0.0),
    "Leg": (0.055, 0.28, 0.0),
    "Foot": (0.055, 0.045, -0.01),
    "ToeBase": (0.055, 0.015, 0.06),
}
_MIDDLE: Final = {
    "Hips": (0.0, 0.53, 0.0),
    "Spine": (0.0, 0.59, 0.0),
    "Spine1": (0.0, 0.66, 0.0),
    "Spine2": (0.0, 0.74, 0.0),
    "Neck": (0.0, 0.85, 0.0),
    "Head": (0.0, 0.89, 0.0),
    "HeadTop": (0.0, 1.0, 0.0),
    "HeadFront": (0.0, 0.93, 0.06),
}
"""The places of the joints of an adult who spreads the arms, in parts of the height; of the sides, the left one."""


@frozen(eq=False)
class Skeleton:
    """The places of the joints at rest, (24, 3), in metres."""

    places: Floats

    @classmethod
    def of_height(cls, height: float) -> Skeleton:
        """Return the skeleton of an adult who spreads the arms, in metres."""
        left = {f"Left{name}": place for name, place in _SIDE.items()}
        right = {f"Right{name}": (-x, y, z) for name, (x, y, z) in _SIDE.items()}
        shares = _MIDDLE | left | right
        return cls(height * np.array([shares[name] for name in NAMES]))

    def at(self, name: str) -> Floats:
        """Return the place of a joint."""
        return np.asarray(self.places[PLACES[name]])

    def offsets(self) -> Floats:
        """Return the places of the joints relative to their parents, (24, 3); that of the hips is absolute."""
        found = self.places.copy()
        for name, parent in PARENTS.items():
            if parent:
                found[PLACES[name]] -= self.at(parent)
        return found

    def bones(self) -> dict[str, tuple[Floats, Floats]]:
        """Return the stretches that move with each joint, from it to its children; joints at the ends have none."""
        tips = {"Hips": "Spine", "Spine2": "Neck", "Head": "HeadTop"}
        tips |= {parent: name for name, parent in PARENTS.items() if parent and parent not in tips}
        return {name: (self.at(name), self.at(tip)) for name, tip in tips.items()}

    def posed(self, turns: Floats, hips: Floats | None = None) -> tuple[Floats, Floats]:
        """Return the places (24, 3) and the turns in the world (24, 3, 3) after each joint was turned in its parent's
        axes by ``turns`` (24, 3, 3); ``hips`` is the new place of the hips.
        """
        places, world, offsets = np.empty_like(self.places), np.empty_like(turns), self.offsets()
        for index, parent in enumerate(PARENTS.values()):
            if not parent:
                places[index] = offsets[index] if hips is None else hips
                world[index] = turns[index]
                continue
            above = PLACES[parent]
            places[index] = places[above] + world[above] @ offsets[index]
            world[index] = world[above] @ turns[index]
        return places, world

"""How the joints of an action swing.

A swing turns a joint of a figure that stands with hanging arms: ``x`` forwards (of a leg, an arm or the back), ``y``
to the figure's left, ``z`` sideways to its left. It is a constant in degrees and waves, each an amplitude in degrees,
the periods a clip, and a phase in parts of a period.
"""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

Wave: TypeAlias = tuple[float, float, float]
"""Amplitude in degrees, periods a clip, phase in parts of a period."""


@frozen
class Swing:
    """The turn of a joint about one axis."""

    joint: str
    axis: str
    rest: float = 0.0
    waves: tuple[Wave, ...] = ()


@frozen
class Action:
    """One clip. ``jump`` is the height of its hops in metres, ``hops`` their number."""

    number: int
    name: str
    category: str
    sub_category: str
    seconds: float
    swings: tuple[Swing, ...]
    jump: float = 0.0
    hops: int = 1

    @property
    def key(self) -> str:
        """The name for programs."""
        return self.name.lower().replace(" ", "_")


def both(joint: str, axis: str, rest: float = 0.0, *waves: Wave, opposite: bool = False) -> tuple[Swing, ...]:
    """Return the swing of a left joint, and of the right one as in a mirror; half a period later if ``opposite``."""
    sign = 1.0 if axis == "x" else -1.0
    later = tuple((size * sign, periods, phase + 0.5 * opposite) for size, periods, phase in waves)
    return Swing(f"Left{joint}", axis, rest, waves), Swing(f"Right{joint}", axis, rest * sign, later)


def one(joint: str, axis: str, rest: float = 0.0, *waves: Wave) -> tuple[Swing, ...]:
    """Return the swing of one joint."""
    return (Swing(joint, axis, rest, waves),)

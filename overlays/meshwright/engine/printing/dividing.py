"""Divide a solid into parts: its separate bodies first, then plane cuts, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from attrs import define, field, frozen

from .cuts import Chooser, Cut
from .solids import Solid, bodies, box, union

MOST_PARTS: Final = 10
_SPECK: Final = 0.01  # of the largest body's volume: smaller bodies join their neighbour
_LESSER: Final = 0.3  # of the largest body on a side of a cut: smaller bodies go with the other side
_NARROW: Final = 0.75  # the score of a neck at which a model divides by itself


@frozen(eq=False)
class Divided:
    """The parts, from top to bottom, and the cuts between them."""

    parts: list[Solid]
    cuts: list[Cut]


def divided(solid: Solid, choose: Chooser, wanted: int | None) -> Divided:
    """Divide a solid into ``wanted`` parts, or by its own shape: its bodies, else at its necks, at least once."""
    whole = bodies(solid)
    if wanted is not None:
        work = _Work(_grouped(whole, wanted), choose)
        while len(work.parts) < wanted and work.cut(_in_two):
            pass
    else:
        work = _Work(_grouped(whole, min(MOST_PARTS, _count(whole))), choose)
        if len(work.parts) == 1 and work.cut(_in_bodies):
            while len(work.parts) < MOST_PARTS and work.cut(_in_bodies, _NARROW):
                pass
    parts = _apart(work.parts)
    return Divided(sorted(parts, key=lambda part: -float(box(part)[:, 1].mean())), work.cuts)


@define(eq=False)
class _Work:
    parts: list[Solid]
    choose: Chooser
    cuts: list[Cut] = field(factory=list[Cut])

    def cut(self, into: Callable[[Cut, Solid], list[Solid]], most_score: float = np.inf) -> bool:
        """Make the best cut of all parts, unless its score is too high; return whether there was one."""
        found = [(cut, place) for place, part in enumerate(self.parts) if (cut := self.choose(part)) is not None]
        if not found or (best := min(found))[0].score > most_score:
            return False
        self.parts[best[1] : best[1] + 1] = into(best[0], self.parts[best[1]])
        self.cuts.append(best[0])
        return True


def _in_two(cut: Cut, part: Solid) -> list[Solid]:
    """Return two parts."""
    return _sides(cut, part, _LESSER)


def _in_bodies(cut: Cut, part: Solid) -> list[Solid]:
    """Return a part for each body on both sides."""
    return [body for side in _sides(cut, part, _SPECK) for body in _large(bodies(side))]


def _sides(cut: Cut, part: Solid, least: float) -> list[Solid]:
    """Return what is below and above a cut; bodies smaller than a share of the largest go with the other side.

    They hang together with it: the hand next to a head that is cut off belongs to the arm.
    """
    below, above = (bodies(side) for side in cut.sides(part))
    kept = [[body for body in side if body.volume() >= least * side[0].volume()] for side in (below, above)]
    given = [side[len(own) :] for side, own in zip((below, above), kept, strict=True)]
    return [union([*kept[0], *given[1]]), union([*kept[1], *given[0]])]


def _large(whole: list[Solid]) -> list[Solid]:
    return _grouped(whole, _count(whole))


def _count(whole: list[Solid]) -> int:
    """Return how many bodies are large enough to be parts."""
    return sum(body.volume() > _SPECK * whole[0].volume() for body in whole)


def _grouped(whole: list[Solid], most: int) -> list[Solid]:
    """Join the smallest bodies to the nearest larger ones until at most ``most`` groups are left."""
    groups = [[body] for body in whole[:most]]
    middles = np.array([box(body).mean(0) for body in whole])
    for place in range(most, len(whole)):
        nearest = int(np.linalg.norm(middles[:most] - middles[place], axis=1).argmin())
        groups[nearest].append(whole[place])
    return [group[0] if len(group) == 1 else union(group) for group in groups]


def _apart(parts: list[Solid]) -> list[Solid]:
    """Take from each part what a larger part before it fills already, so that all fit together."""
    found: list[Solid] = []
    for part in parts:
        ends = box(part)
        for other in found:
            if (ends[0] < box(other)[1]).all() and (box(other)[0] < ends[1]).all():
                part = part - other
        if not part.is_empty():
            found.append(part)
    return found

"""How much a change weighs for users of the generated client, by the direction that the changed value travels.

Breaking: a program that worked may stop working. Risky: it still works and may behave differently. Safe: nothing that
exists is affected.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import evolve, frozen

BREAKING, RISKY, SAFE = "breaking", "risky", "safe"
ORDER = (BREAKING, RISKY, SAFE)
SHOWN = 4
"""How many client names a line shows."""


class Direction(Enum):
    """Which way a value travels."""

    SENT = "sent"
    ANSWERED = "answered"
    ERROR = "the body of an error"
    """The client takes any body of an error and looks for its message only, so that no change of one can break it."""


class Shift(Enum):
    """What became of the values that are allowed."""

    FEWER = "fewer"
    MORE = "more"
    OTHER = "other"


WEIGHTS = {
    Direction.SENT: {Shift.FEWER: BREAKING, Shift.MORE: SAFE, Shift.OTHER: BREAKING},
    # The client checks no answer against the spec: what is new arrives, and surprises the program at most.
    Direction.ANSWERED: {Shift.FEWER: SAFE, Shift.MORE: RISKY, Shift.OTHER: RISKY},
    Direction.ERROR: {Shift.FEWER: SAFE, Shift.MORE: RISKY, Shift.OTHER: RISKY},
}


@frozen(order=True)
class Change:
    """One change."""

    weight: str
    place: str
    sentence: str
    names: tuple[str, ...] = ()
    """What it touches in the client."""

    def __str__(self) -> str:
        more = f" and {len(self.names) - SHOWN} more" if len(self.names) > SHOWN else ""
        names = f" ({', '.join(self.names[:SHOWN])}{more})" if self.names else ""
        return f"{self.weight}: {self.place}: {self.sentence}{names}"


@frozen
class Use:
    """Where a schema is met, as a program sees it."""

    direction: Direction
    name: str
    """What the value is called in the client."""
    call: bool = False
    """Whether its members are the parameters of a call."""
    certain: bool = True
    """Whether the value is always there."""

    def member(self, attribute: str, *, certain: bool) -> Use:
        """Return the use of a member, by its Python name."""
        if self.direction is Direction.ERROR:
            return self  # no model is made of an error's body
        called = f"{self.name}({attribute}=)" if self.call else f"{self.name}.{attribute}"
        return Use(self.direction, called, certain=certain)

    def model(self, name: str) -> Use:
        """Return the use of an object of which the client makes a class of this name."""
        return self if self.call or self.direction is Direction.ERROR else evolve(self, name=name)

    def weight(self, shift: Shift) -> str:
        """Weigh a change of the allowed values."""
        return WEIGHTS[self.direction][shift]

    def answer(self, weight: str) -> str:
        """Weigh a change that reaches the program through an answer; an error's body never breaks one."""
        return RISKY if self.direction is Direction.ERROR and weight == BREAKING else weight

    def told(self, weight: str, place: str, sentence: str) -> Change:
        """Return the change with this use as its client name."""
        return Change(weight, place, sentence, (self.name,))


def merged(changes: Iterable[Change]) -> list[Change]:
    """Tell what was met in several places once, with the gravest weight and all names; the breaking ones first."""
    found: dict[tuple[str, str], Change] = {}
    for change in changes:
        key = (change.place, change.sentence)
        same = found.get(key, change)
        found[key] = Change(
            weight=min(same.weight, change.weight, key=ORDER.index),
            place=change.place,
            sentence=change.sentence,
            names=tuple(sorted({*same.names, *change.names})),
        )
    return sorted(found.values(), key=lambda change: (ORDER.index(change.weight), change.place, change.sentence))

"""The weight of a change for users of the generated client, by the direction of the changed value.

Breaking: a program that worked may stop working. Risky: it still works and may behave differently. Safe: nothing that
exists is affected.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import jsonschema_rs
from attrs import evolve, frozen
from jsonschema_rs.canonical import CanonicalizationError, Containment

from ...spec.reading import Json
from .documents import ABSENT

BREAKING, RISKY, SAFE = "breaking", "risky", "safe"
ORDER = (BREAKING, RISKY, SAFE)
SHOWN = 4
"""The most client names in a line."""


Direction = Enum("Direction", ["SENT", "ANSWERED", "ERROR"])
"""The direction of a value. The client accepts any error body and reads only its message, so a change of one cannot
break it.
"""
Shift = Enum("Shift", ["SAME", "FEWER", "MORE", "OTHER"])
"""The change of the allowed values."""


def shift(old: Json, new: Json) -> Shift:
    """Return the change of the allowed values between two schemas if jsonschema-rs can prove it, else OTHER."""
    try:
        was, now = (jsonschema_rs.canonicalize(schema, draft=jsonschema_rs.Draft202012) for schema in (old, new))
        fewer, more = was.covers(now) == Containment.YES, now.covers(was) == Containment.YES
    except CanonicalizationError:
        return Shift.OTHER
    return Shift.SAME if fewer and more else Shift.FEWER if fewer else Shift.MORE if more else Shift.OTHER


@frozen(order=True)
class Change:
    """One change."""

    weight: str
    place: str
    sentence: str
    names: tuple[str, ...] = ()
    """The affected names of the client."""

    def __str__(self) -> str:
        more = f" and {len(self.names) - SHOWN} more" if len(self.names) > SHOWN else ""
        names = f" ({', '.join(self.names[:SHOWN])}{more})" if self.names else ""
        return f"{self.weight}: {self.place}: {self.sentence}{names}"


@frozen
class Use:
    """The use of a part, as a program sees it."""

    direction: Direction
    name: str
    """The name of the value in the client; empty if it belongs to no call."""
    call: bool = False
    """Whether its members are the parameters of a call."""
    certain: bool = True
    """Whether the value is always present."""

    @property
    def sent(self) -> bool:
        """Return whether the value is sent."""
        return self.direction is Direction.SENT

    def member(self, attribute: str, *, certain: bool) -> Use:
        """Return the use of a member, by its Python name; an error body has no model."""
        called = f"{self.name}({attribute}=)" if self.call else f"{self.name}.{attribute}"
        return self if self.direction is Direction.ERROR else Use(self.direction, called, certain=certain)

    def model(self, name: str) -> Use:
        """Return the use of an object for which the client has a class of this name."""
        return self if self.call or self.direction is Direction.ERROR else evolve(self, name=name)

    def weight(self, values: Shift) -> str:
        """Weigh a change of the allowed values.

        The client does not validate answers: a new value arrives, and at most the program does not expect it.
        """
        if self.sent:
            return SAFE if values is Shift.MORE else RISKY if values is Shift.SAME else BREAKING
        return SAFE if values is Shift.FEWER else RISKY

    def told(self, weight: str, place: str, sentence: str) -> Change:
        """Return the change with this use as its client name."""
        weight = RISKY if weight == BREAKING and self.direction is Direction.ERROR else weight
        return Change(weight, place, sentence, (self.name,) if self.name else ())

    def came(self, place: str, now: Any, if_new: str, if_gone: str, new: str = SAFE, gone: str = BREAKING) -> Change:
        """Return the change for an added or removed part, with these words and weights."""
        return self.told(gone, place, if_gone) if now is ABSENT else self.told(new, place, if_new)


def merged(changes: Iterable[Change]) -> list[Change]:
    """Merge equal changes of several places into one with the gravest weight and all names; the breaking ones first."""
    found: dict[tuple[str, str], Change] = {}
    for change in changes:
        same = found.setdefault((change.place, change.sentence), change)
        weight = min(same.weight, change.weight, key=ORDER.index)
        names = tuple(sorted({*same.names, *change.names}))
        found[change.place, change.sentence] = evolve(change, weight=weight, names=names)
    return sorted(found.values(), key=lambda change: (ORDER.index(change.weight), change.place, change.sentence))

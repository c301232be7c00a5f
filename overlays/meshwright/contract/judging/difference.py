"""One difference between a service and its spec, with a proposal for the maintainer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import evolve, frozen

from ...spec.reading import Json
from ..exchange import Exchange

SHOWN = 80
"""The most characters of a value that are shown."""


@frozen
class Drift:
    """One difference. ``seen`` is one example of it."""

    field: str
    """The place in the spec: the operation, the status and the member."""
    evidence: str
    documented: str
    seen: str
    proposal: str
    count: int = 1
    """How often it was seen."""
    also: tuple[str, ...] = ()
    """Other operations that differ in the same way."""
    notice: bool = False
    """Whether it breaks nothing today and is only worth a notice."""

    def __str__(self) -> str:
        text = f"{self.field}: {self.seen} (documented: {self.documented}); {self.proposal}"
        text += f"; seen {self.count} times" if self.count > 1 else ""
        return text + (f", also in {', '.join(self.also)}" if self.also else "")

    @property
    def operation(self) -> str:
        """The first word of the place."""
        return self.field.partition(" ")[0]


@frozen
class Finding:
    """A difference that was found by comparing exchanges, and the amendment of the contract that resolves it."""

    drift: Drift
    amend: Callable[[Json], None] | None = None


def shown_by(field: str, exchange: Exchange, documented: str, seen: str, proposal: str) -> Drift:
    """Return a difference with the request that showed it."""
    query = exchange.url.partition("?")[2]
    evidence = f"{exchange.method} {exchange.path}{'?' if query else ''}{query} -> {exchange.status}"
    return Drift(field, evidence, documented, seen, proposal)


def merged(drifts: Iterable[Drift]) -> list[Drift]:
    """Return each difference once: operations and statuses that differ in the same way share a row."""
    found: dict[tuple[str, str, str, bool], Drift] = {}
    for drift in drifts:
        operation, _, place = drift.field.partition(" ")
        status, _, part = place.partition(" ")
        same = part if part and status.isdigit() else place
        key = (same or operation, drift.proposal, "" if same and part else drift.documented, drift.notice)
        first = found.setdefault(key, drift)
        if first is not drift:
            others = dict.fromkeys((*first.also, operation, *drift.also))
            others.pop(first.operation, None)
            found[key] = evolve(first, count=first.count + drift.count, also=tuple(others))
    return list(found.values())

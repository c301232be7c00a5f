"""One difference between a service and its spec, with a proposal for the maintainer."""

from __future__ import annotations

from attrs import frozen

from ..exchange import Exchange

SHOWN = 80
"""The most characters of a value that are shown."""


@frozen
class Drift:
    """One difference."""

    field: str
    """The place in the spec."""
    evidence: str
    documented: str
    seen: str
    proposal: str


def probed(field: str, exchange: Exchange, documented: str, seen: str, proposal: str) -> Drift:
    """Return a difference found by a probe, with the request that showed it."""
    query = exchange.url.partition("?")[2]
    evidence = f"{exchange.method} {exchange.path}{'?' if query else ''}{query} -> {exchange.status}"
    return Drift(field, evidence, documented, seen, proposal)

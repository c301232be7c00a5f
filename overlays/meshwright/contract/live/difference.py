"""One difference between a service and its spec, as a maintainer can act on it."""

from __future__ import annotations

from attrs import frozen

from ..exchange import Exchange

SHOWN = 80
"""Characters of a value that are shown."""


@frozen
class Drift:
    """One difference."""

    field: str
    """Where in the spec."""
    evidence: str
    documented: str
    seen: str
    proposal: str


def probed(field: str, exchange: Exchange, documented: str, seen: str, proposal: str) -> Drift:
    """Return a difference that somebody looked for, with the request that showed it."""
    query = exchange.url.partition("?")[2]
    evidence = f"{exchange.method} {exchange.path}{'?' if query else ''}{query} -> {exchange.status}"
    return Drift(field, evidence, documented, seen, proposal)

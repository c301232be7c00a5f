"""The differences of a visit or a replay, as lines and as results of operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import evolve

from ...texts import plain
from ..exchange import Exchange
from ..judging import Drift
from ..redaction import Redaction
from ..reports.summary import Result
from .console import Console
from .contracts import OUTSIDE, Contract


def redacted_drift(drift: Drift, redacted: Redaction) -> Drift:
    """Return a difference without secrets."""
    return evolve(
        drift,
        field=plain(redacted(drift.field)),
        evidence=plain(redacted(drift.evidence)),
        documented=plain(redacted(drift.documented)),
        seen=plain(redacted(drift.seen)),
        proposal=plain(redacted(drift.proposal)),
    )


def differences_in(drifts: Iterable[Drift]) -> list[Drift]:
    """Return what is more than a notice."""
    return [drift for drift in drifts if not drift.notice]


def say_drifts(console: Console, drifts: Iterable[Drift]) -> None:
    """Print each difference and each notice as a line."""
    for drift in drifts:
        console.say(f"{'notice: ' if drift.notice else ''}{drift}")


def results_of(trace: Sequence[Exchange], drifts: Iterable[Drift], contract: Contract) -> list[Result]:
    """Return a result for each operation that was called, in the order of the spec."""
    found: dict[str, list[str]] = {}
    for drift in differences_in(drifts):
        name = _operation_of(drift, contract)
        place = drift.field.removeprefix(name).strip()
        text = f"{drift.seen} (documented: {drift.documented}); {drift.proposal} [{drift.evidence}]"
        for operation in dict.fromkeys((name, *drift.also)):
            found.setdefault(operation, []).append(f"{place}: {text}" if place else text)
    requests = Counter(contract.operation_of(exchange.method, exchange.path) for exchange in trace)
    return [
        Result(name, found.get(name, []), contract.sentence_of(name), requests[name])
        for name in (*contract.ids, OUTSIDE)
        if requests[name] or name in found
    ]


def _operation_of(drift: Drift, contract: Contract) -> str:
    """Return the operation by its place in the spec, or else by the request that showed the difference."""
    if drift.operation in contract.ids:
        return drift.operation
    method, _, rest = drift.evidence.partition(" ")
    return contract.operation_of(method, rest.partition(" ")[0].partition("?")[0])

"""List how a service differs from its spec: each difference in a recording once.

A rule does not report a finding of a probe again: the contract is amended as the probe proposes, and the recording is
judged by the amended contract. Failures of the service or its gateway are reported as failures.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attrs import asdict, define, evolve, field, frozen

from ...spec.reading import Json
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..oracle import Oracle, Violation
from ..oracle.registry import rules_of
from .calendar import known_since
from .difference import Drift
from .shapes import differences

__all__ = ["Drift", "Probe", "drifts_of", "judged", "write_report"]
SHAPES = ("http.status", "http.body", "http.headers", "stream.event", "http.server-error")
"""Rules of the oracle whose findings are already reported with their place in the spec."""


@frozen
class Probe:
    """A difference found by a probe, and the amendment of the contract."""

    drift: Drift
    amend: Callable[[Json], None] | None = None


def judged(trace: Iterable[Exchange], oracle: Oracle, spec: Json, probes: Iterable[Probe]) -> list[Drift]:
    """Return the findings of the probes, and the differences in a recording that they do not explain."""
    probes, trace = list(probes), list(trace)
    amendments = [probe.amend for probe in probes if probe.amend is not None]
    if amendments:
        spec = copy.deepcopy(spec)
        for amend in amendments:
            amend(spec)
        oracle = evolve(oracle, spec=spec)
        for exchange in trace:
            oracle.observe(exchange)
    return [*drifts_of(trace, oracle, Expectations.of(spec)), *(probe.drift for probe in probes)]


def drifts_of(trace: Iterable[Exchange], oracle: Oracle, expectations: Expectations) -> list[Drift]:
    """Return the differences that a recording shows, each once."""
    found: dict[tuple[str, str], Drift] = {}
    failures: list[Exchange] = []
    for exchange in trace:
        if exchange.status >= 500:
            failures.append(exchange)
        expected = expectations.at(exchange.path).get(exchange.method)
        if expected is None:
            continue
        dates = _Dates(exchange, oracle.service, expected.id)
        for drift in differences(exchange, expected, expectations.spec):
            if (drift.field, drift.proposal) not in found:
                found[drift.field, drift.proposal] = dates.named_in(drift)
    sentences = {rule.id: rule.sentence for rule in rules_of(oracle.service, oracle.target)}
    for violation in oracle.violations:
        if not violation.rule.endswith(SHAPES) and violation.exchange.status < 500:
            drift = _of_rule(violation, sentences[violation.rule], expectations)
            found.setdefault((drift.field, violation.rule), drift)
    return [*found.values(), *_failed(failures)]


@define(eq=False)
class _Dates:
    """The contracts of other days, by which an exchange is judged at most once each."""

    exchange: Exchange
    service: str
    operation: str
    _differences: dict[int, set[tuple[str, str]]] = field(factory=dict[int, set[tuple[str, str]]])

    def named_in(self, drift: Drift) -> Drift:
        """Name the day in the proposal if the contract of another day allows this."""
        since = known_since(
            self.service,
            self.operation,
            lambda spec, known: (drift.field, drift.proposal) not in self._on(spec, known),
        )
        return evolve(drift, proposal=f"{since}, or {drift.proposal}") if since else drift

    def _on(self, spec: Json, known: ExpectedOperation) -> set[tuple[str, str]]:
        """Return the differences from the contract of a day; the contracts are cached, so that ids are names."""
        if id(known) not in self._differences:
            others = differences(self.exchange, known, spec)
            self._differences[id(known)] = {(other.field, other.proposal) for other in others}
        return self._differences[id(known)]


def _of_rule(violation: Violation, sentence: str, expectations: Expectations) -> Drift:
    exchange = violation.exchange
    expected = expectations.at(exchange.path).get(exchange.method)
    place = expected.id if expected else f"{exchange.method} {exchange.path}"
    documented = f"{sentence} ({violation.rule})"
    return Drift(place, str(exchange), documented, violation.detail, "change the rule, or report it")


def _failed(failures: list[Exchange]) -> Iterator[Drift]:
    """Report answers of 500 and above once per status: they are not evidence about the contract."""
    for status in sorted({exchange.status for exchange in failures}):
        these = [exchange for exchange in failures if exchange.status == status]
        first = f"{these[0].method} {these[0].path} answered {status}"
        times = f" and {len(these) - 1} more requests" if len(these) > 1 else ""
        proposal = "nothing to change in the spec: the service, or a gateway in front of it, failed; visit again"
        yield Drift(first, str(these[0]), "an answer", f"{status} {these[0].media_type}{times}", proposal)


def write_report(path: Path, drifts: Iterable[Drift]) -> None:
    """Write the list as YAML; every JSON value is valid YAML."""
    rows = [
        "\n".join(
            f"{'- ' if n == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
            for n, (key, value) in enumerate(asdict(drift).items())
        )
        for drift in drifts
    ]
    path.write_text(
        "# How the service differs from the spec, by scripts/contract.\n" + ("\n".join(rows) if rows else "[]") + "\n",
        "utf-8",
    )

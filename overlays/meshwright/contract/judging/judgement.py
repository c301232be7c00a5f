"""List how a service differs from its spec: each difference in a recording once, whether it was just made by a visit or
is read from a file.

A rule does not report a finding again: the contract is amended as the finding proposes, and the recording is judged by
the amended contract. Failures of the service or its gateway are reported as failures.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, evolve, field

from ...spec.reading import Json, load_spec
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..oracle import Oracle, Violation
from ..oracle.registry import rules_of
from .calendar import known_since
from .difference import Drift, Finding, merged
from .notices import notices
from .pages import list_findings
from .prices import price_findings
from .reasons import reason_findings
from .refusals import refusal_findings
from .shapes import differences

SHAPES = ("http.status", "http.body", "http.headers", "stream.event", "http.server-error")
"""Rules of the oracle whose findings are already reported with their place in the spec."""


def judged(trace: Iterable[Exchange], oracle: Oracle, spec: Json) -> list[Drift]:
    """Return how a recording differs from a contract. The oracle has not seen any of it."""
    trace = list(trace)
    expectations = Expectations.of(spec)
    findings = list(_findings(trace, oracle.service, expectations))
    amendments = [finding.amend for finding in findings if finding.amend is not None]
    if amendments:
        spec = copy.deepcopy(spec)
        for amend in amendments:
            amend(spec)
        oracle, expectations = evolve(oracle, spec=spec), Expectations.of(spec)
    for exchange in trace:
        oracle.observe(exchange)
    found = [*_shapes(trace, oracle.service, expectations), *_rules(oracle, expectations)]
    written = str(load_spec(oracle.service)["info"]["version"])
    announced = notices(trace, expectations, written)
    return merged([*found, *(finding.drift for finding in findings), *announced, *_failures(trace)])


def _findings(trace: Sequence[Exchange], service: str, expectations: Expectations) -> Iterator[Finding]:
    yield from refusal_findings(service, trace, expectations)
    if service == "meshy":
        for operation in expectations.operations:
            if operation.verb == "list":
                yield from list_findings(trace, operation)
        yield from reason_findings(trace, expectations)
        yield from price_findings(trace, expectations)


def _shapes(trace: Iterable[Exchange], service: str, expectations: Expectations) -> list[Drift]:
    """Return the differences between answers and their schemas."""
    found: dict[tuple[str, str], Drift] = {}
    for exchange in trace:
        expected = expectations.at(exchange.path).get(exchange.method)
        if expected is None:
            continue
        dates = _Dates(exchange, service, expected.id)
        for drift in differences(exchange, expected, expectations.spec):
            known = found.get((drift.field, drift.proposal))
            found[drift.field, drift.proposal] = (
                evolve(known, count=known.count + 1) if known else dates.named_in(drift)
            )
    return list(found.values())


def _rules(oracle: Oracle, expectations: Expectations) -> list[Drift]:
    """Return what breaks the rules of the oracle."""
    found: dict[tuple[str, str], Drift] = {}
    sentences = {rule.id: rule.sentence for rule in rules_of(oracle.service, oracle.target)}
    for violation in oracle.violations:
        if not violation.rule.endswith(SHAPES) and violation.exchange.status < 500:
            drift = _of_rule(violation, sentences[violation.rule], expectations)
            known = found.get((drift.field, violation.rule))
            found[drift.field, violation.rule] = evolve(known, count=known.count + 1) if known else drift
    return list(found.values())


@define(eq=False)
class _Dates:
    """The contracts of other days, by which an exchange is judged at most once each."""

    exchange: Exchange
    service: str
    operation: str
    _places: dict[int, set[str]] = field(factory=dict[int, set[str]])

    def named_in(self, drift: Drift) -> Drift:
        """Name the day in the proposal if the contract of another day allows this."""
        since = known_since(self.service, self.operation, lambda spec, known: drift.field not in self._on(spec, known))
        return evolve(drift, proposal=f"{since}, or {drift.proposal}") if since else drift

    def _on(self, spec: Json, known: ExpectedOperation) -> set[str]:
        """Return where the exchange differs from the contract of a day; the contracts are cached, so that ids are
        names.
        """
        if id(known) not in self._places:
            self._places[id(known)] = {other.field for other in differences(self.exchange, known, spec)}
        return self._places[id(known)]


def _of_rule(violation: Violation, sentence: str, expectations: Expectations) -> Drift:
    exchange = violation.exchange
    expected = expectations.at(exchange.path).get(exchange.method)
    place = expected.id if expected else f"{exchange.method} {exchange.path}"
    documented = f"{sentence} ({violation.rule})"
    return Drift(place, str(exchange), documented, violation.detail, "change the rule, or report it")


def _failures(trace: Iterable[Exchange]) -> Iterator[Drift]:
    """Report answers of 500 and above once per status: they are not evidence about the contract."""
    failures = [exchange for exchange in trace if exchange.status >= 500]
    for status in sorted({exchange.status for exchange in failures}):
        these = [exchange for exchange in failures if exchange.status == status]
        first = f"{these[0].method} {these[0].path} answered {status}"
        times = f" and {len(these) - 1} more requests" if len(these) > 1 else ""
        proposal = "nothing to change in the spec: the service, or a gateway in front of it, failed; visit again"
        yield Drift(first, str(these[0]), "an answer", f"{status} {these[0].media_type}{times}", proposal)

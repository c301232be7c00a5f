"""Whether requests that must be refused are refused as documented: without a key, with an id that does not exist, with
a body that breaks the spec. The schemas report statuses that are not documented, and the oracle reports successes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..har import KEY_HEADERS
from ..strangers import NO_TOKEN, STRANGER, UNKNOWN
from .difference import Finding, shown_by

NO_KEY, NO_ID, NO_SENSE = "without a valid key", "for an unknown id", "for a request that breaks the spec"
STATUSES = {NO_KEY: 401, NO_ID: 404, NO_SENSE: 400}
CODES = {NO_KEY: 200401, NO_ID: 200404, NO_SENSE: 200610}
NAMES = (STRANGER, *set(UNKNOWN.values()))
FREE = (402, 429)
"""Statuses that a full queue or an empty account may answer to any request."""


@frozen
class _Refusal:
    operation: ExpectedOperation
    exchange: Exchange
    reason: str


def refusal_findings(service: str, trace: Sequence[Exchange], expectations: Expectations) -> Iterator[Finding]:
    """Yield refusals with another status, or for FlightHub with another code, than is documented."""
    judge = _status if service == "meshy" else _code
    for exchange in trace:
        operation = expectations.at(exchange.path).get(exchange.method)
        if operation is None or not exchange.answered or exchange.unserved:
            continue
        reason = _reason(service, exchange, operation)
        if reason:
            yield from judge(_Refusal(operation, exchange, reason))


def _reason(service: str, exchange: Exchange, operation: ExpectedOperation) -> str:
    """Return why a request must be refused; empty if it need not be, or if that is not known."""
    key = exchange.request_headers.get(KEY_HEADERS[service], "")
    if operation.needs_key and key in ("", NO_TOKEN):
        return "" if "origin" in exchange.request_headers else NO_KEY
    if not operation.takes_path(exchange.path):
        return NO_SENSE
    if operation.body is not None and not _good_body(exchange, operation):
        return NO_SENSE
    steps = exchange.path.split("/")
    return NO_ID if any(name in steps for name in NAMES) and operation.verb != "stream" else ""


def _good_body(exchange: Exchange, operation: ExpectedOperation) -> bool:
    try:
        return operation.takes(exchange.sent)
    except ValueError:
        return False


def _status(refusal: _Refusal) -> Iterator[Finding]:
    seen, wanted = refusal.exchange.status, STATUSES[refusal.reason]
    documented = refusal.operation.answer(seen) is not None and str(wanted) in refusal.operation.answers
    judged_by_rules = seen < 300 and refusal.reason != NO_ID
    if seen != wanted and documented and seen not in FREE and not judged_by_rules:
        place = f"{refusal.operation.id} {seen}"
        text = f"{wanted} {refusal.reason}"
        yield Finding(shown_by(place, refusal.exchange, text, str(seen), f"document {seen} {refusal.reason}"))


def _code(refusal: _Refusal) -> Iterator[Finding]:
    """Judge the code of an envelope. The schemas report answers that are not envelopes, and the oracle a success
    without a token; but it does not judge a wrong one.
    """
    seen, wanted = code_of(refusal.exchange), CODES[refusal.reason]
    token = refusal.exchange.request_headers.get(KEY_HEADERS["flighthub"])
    judged_by_others = {None} if token == NO_TOKEN else {None, 0}
    if seen == wanted and refusal.reason == NO_KEY and refusal.exchange.status != STATUSES[NO_KEY]:
        status = refusal.exchange.status
        place, text = f"{refusal.operation.id} {status}", f"HTTP {STATUSES[NO_KEY]} {NO_KEY}"
        yield Finding(shown_by(place, refusal.exchange, text, f"HTTP {status}", f"document {status} {NO_KEY}"))
    if seen == wanted or seen in judged_by_others:
        return
    known = f"{wanted} {refusal.reason} (D3)"
    proposal = f"add {seen} to the codes of Envelope" if seen else "report it: a call without a valid token succeeds"
    yield Finding(shown_by(f"{refusal.operation.id} code", refusal.exchange, known, str(seen), proposal))


def code_of(exchange: Exchange) -> int | None:
    """Return the code of an envelope, or None if it is not an envelope."""
    try:
        data: Any = exchange.data
    except ValueError:
        return None
    code = data.get("code") if isinstance(data, dict) else None
    return code if isinstance(code, int) else None

"""FlightHub's rules about envelopes, keys and requests; the rules of plain HTTP are shared with Meshy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..registry import implements
from ..situation import Situation

ROOTS = ("/openapi/v0.1/", "/openapi/v2.0/")


@implements("flighthub.http.route")
def route(now: Situation) -> Iterator[str]:
    """Paths and methods outside the spec."""
    ours = now.exchange.path.startswith(ROOTS) and now.exchange.method not in ("HEAD", "OPTIONS")
    if now.operation is None and ours and now.exchange.status != 404 and not now.exchange.unserved:
        yield f"what the spec does not know answers {now.exchange.status}"


@implements("flighthub.envelope.failure")
def failure(now: Situation) -> Iterator[str]:
    """Envelopes that are neither a success nor a failure."""
    envelope: dict[str, Any] | None = now.data if now.operation is not None and isinstance(now.data, dict) else None
    if envelope is None:
        return
    code = envelope.get("code")
    if now.exchange.status >= 400 and code == 0:
        yield f"status {now.exchange.status} with code 0"
    if code and not envelope.get("message"):
        yield f"code {code} without a message"
    if code and envelope.get("data"):
        yield f"code {code} with data"


@implements("flighthub.key.required")
def key_required(now: Situation) -> Iterator[str]:
    """Requests without a token."""
    if now.operation is not None and now.authorized is False and now.succeeded:
        yield "a call without a token succeeds"


@implements("flighthub.key.accepted")
def key_accepted(now: Situation) -> Iterator[str]:
    """Requests with the right token."""
    if now.operation is not None and now.authorized and now.exchange.status == 401:
        yield "the right token is refused"


@implements("flighthub.request.refused")
def refused(now: Situation) -> Iterator[str]:
    """Requests that violate the spec and succeed."""
    if now.operation is None or not now.succeeded:
        return
    if now.operation.body is not None and (now.sent is None or not now.operation.takes(now.sent)):
        yield f"a bad body is taken: {now.exchange.request_body[:160]!r}"
    if not now.operation.takes_path(now.exchange.path):
        yield f"a bad id is taken: {now.exchange.path[:100]}"
    if now.query[1] is False:
        yield f"a bad query is taken: {str(now.exchange.query)[:100]}"
    given = now.exchange.request_headers.keys() | now.exchange.query.keys()
    for name in sorted(now.operation.required - given):
        yield f"a call without {name} is taken"

"""Decide what a visit of a live service may send: nothing that could cost more than the limit.

For Meshy the price is the highest in the spec, for any date. FlightHub's prices are unknown, so only requests that must
be refused, or only read, are allowed; of an organization with aircraft, only those that read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..expectations import ExpectedOperation
from ..judging.calendar import highest_price
from ..strangers import NOBODY

SOURCES = ("image_url", "image_urls", "model_url", "input_task_id")


OPEN_MODELING = "/openapi/v0.1/open_model/"
ISSUING = frozenset({"projects.storage_credential"})
"""Operations that issue a credential, although they are GETs."""


class CannotVisit(Exception):
    """The service cannot be visited; the message is the reason, in one line."""


def meshy_cost(operation: ExpectedOperation, _: str, body: Any) -> int:
    """Return the most credits that a request with a valid key could cost."""
    if operation.verb != "create" or not isinstance(body, dict) or not any(body.get(name) for name in SOURCES):
        return 0  # it has no source, so it is refused regardless of the other parameters
    return max(operation.price(body), highest_price("meshy", operation.id, body))


def flighthub_cost(operation: ExpectedOperation, path: str, body: Any) -> int:
    """Return 0 for a request that must be refused or only reads; raises CannotVisit for all others."""
    sent: Mapping[str, Any] = body if isinstance(body, dict) else {}
    of_nobody = operation.body is not None and sent.get("resource_uuid") in (None, NOBODY)
    if operation.method == "GET" and operation.id not in ISSUING:
        return 0
    if operation.template.startswith(OPEN_MODELING) and (NOBODY in path or of_nobody):
        return 0
    raise CannotVisit(f"{operation.id} would change something, and its cost is unknown")


COSTS = {"meshy": meshy_cost, "flighthub": flighthub_cost}

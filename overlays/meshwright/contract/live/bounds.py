"""What a visit of a live service may send: nothing that could cost more than is allowed.

For Meshy the price is the highest that the spec knows, whichever day's contract is visited. For FlightHub no price is
known, so nothing passes that could be carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..expectations import ExpectedOperation
from .calendar import highest_price

SOURCES = ("image_url", "image_urls", "model_url", "input_task_id")
NOBODY = "00000000-0000-4000-8000-000000000000"
"""A uuid that nothing has."""


class CannotVisit(Exception):
    """The service cannot be visited; the text is one line that says why."""


def meshy_cost(operation: ExpectedOperation, _: str, body: Any) -> int:
    """Return the credits that a request with a good key could take."""
    if operation.verb != "create" or not isinstance(body, dict) or not any(body.get(name) for name in SOURCES):
        return 0  # nothing to make it from: refused, whatever becomes of the other parameters
    return max(operation.price(body), highest_price("meshy", operation.id, body))


def flighthub_cost(operation: ExpectedOperation, path: str, body: Any) -> int:
    """Return 0 for a request that must be refused, or only reads; raises CannotVisit for any other."""
    sent: Mapping[str, Any] = body if isinstance(body, dict) else {}
    of_nobody = operation.body is not None and sent.get("resource_uuid") in (None, NOBODY)
    if operation.method == "GET" or NOBODY in path or of_nobody:
        return 0
    raise CannotVisit(f"{operation.id} would change something, and what that costs is not known")


COSTS = {"meshy": meshy_cost, "flighthub": flighthub_cost}

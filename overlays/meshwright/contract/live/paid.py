"""The one paid task of a visit: create the cheapest in the spec, follow it to its end, and check its price."""

from __future__ import annotations

import time
from typing import Any

from ...spec.reading import Json
from ..expectations import ExpectedOperation
from ..listing import is_name, json_of
from ..samples import CREATES
from .bounds import CannotVisit, meshy_cost
from .lists import UNFINISHED
from .visiting import Visitor

KIND = "image-to-3d"
OPERATION = "image_to_3d.create"
CHEAPEST = {"ai_model": "meshy-6-lite"}
"""By the spec 5 credits on every date, while others rose to 20."""
PATIENCE = 900.0
"""Seconds to wait for the end of the task."""


def check_price(visitor: Visitor) -> None:
    """Raise CannotVisit if the task may cost more than the limit; sends nothing."""
    operation = _operation(visitor)
    try:
        visitor.purse.check(operation.id, meshy_cost(operation, "", _body(operation)))
    except CannotVisit as no:
        raise CannotVisit(f"{no}; nothing was sent") from None


def check_balance(visitor: Visitor, balance: Any) -> None:
    """Raise CannotVisit if the balance is too low for the task."""
    operation = _operation(visitor)
    price = meshy_cost(operation, "", _body(operation))
    if isinstance(balance, int) and balance < price:
        raise CannotVisit(f"{operation.id} may cost {price} credits and the balance is {balance}; nothing was created")


def _operation(visitor: Visitor) -> ExpectedOperation:
    found = [operation for operation in visitor.expectations.operations if operation.id == OPERATION]
    if not found:
        raise CannotVisit(f"this contract has no {OPERATION}, so nothing can be bought; nothing was sent")
    return found[0]


def _body(operation: ExpectedOperation) -> Json:
    """Return the create of the task; it names the cheapest model if the contract has it."""
    named = {**CREATES[KIND], **CHEAPEST}
    return named if operation.body is not None and operation.body.is_valid(named) else CREATES[KIND]


def visit_paid(visitor: Visitor) -> None:
    """Create the task and follow it to its end; raises CannotVisit if it does not end."""
    operation = _operation(visitor)
    balance_of(visitor)
    created = visitor.call("POST", operation.template, _body(operation))
    id = json_of(created, "result")
    if not is_name(id):
        if created.unserved:
            text = created.body[:200].decode("utf-8", "replace")
            raise CannotVisit(f"the create answered {created.status}: {text}")
        return
    _follow(visitor, f"{operation.template}/{id}")
    visitor.purse.settled()
    balance_of(visitor)


def _follow(visitor: Visitor, path: str) -> None:
    """Read the task and its stream until it has ended, and then its stream again; raises CannotVisit. A stream is read
    for the longest duration of a call, so following it takes three requests a minute.
    """
    visitor.call("GET", path)
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
        task = visitor.call("GET", path)
        status = json_of(task, "status")
        if status is not None and status not in UNFINISHED:
            visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
            return
    raise CannotVisit(f"{path} has not ended in {PATIENCE:g} s")


def balance_of(visitor: Visitor) -> Any:
    """Return the balance, or None."""
    return json_of(visitor.call("GET", "/openapi/v1/balance"), "balance")

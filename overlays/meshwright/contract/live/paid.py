"""The one paid task of a visit: create the cheapest in the spec, follow it to its end, and check its price."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from ...spec.reading import Json, fields
from ...spec.reading import operation as operation_of
from ..exchange import Exchange
from ..expectations import ExpectedOperation
from ..samples import CREATES
from .bounds import CannotVisit, meshy_cost
from .calendar import known_since
from .difference import Drift, probed
from .drift import Probe
from .visiting import Visitor, json_of

KIND = "image-to-3d"
OPERATION = "image_to_3d.create"
CHEAPEST = {"ai_model": "meshy-6-lite"}
"""By the spec 5 credits on every date, while others rose to 20."""
PATIENCE = 900.0
"""Seconds to wait for the end of the task."""
UNFINISHED = ("PENDING", "IN_PROGRESS")


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


def visit_paid(visitor: Visitor) -> list[Probe]:
    """Create the task, follow it to its end and return the differences; raises CannotVisit if it does not end."""
    operation = _operation(visitor)
    body = _body(operation)
    before = _balance(visitor)
    created = visitor.call("POST", operation.template, body)
    id = json_of(created, "result")
    if not isinstance(id, str):
        text = created.body[:200].decode("utf-8", "replace")
        if created.unserved:
            raise CannotVisit(f"the create answered {created.status}: {text}")
        drift = probed(OPERATION, created, "a request of the spec is taken", f"{created.status} {text}", "see there")
        return [Probe(drift)]
    ended = _followed(visitor, f"{operation.template}/{id}")
    visitor.purse.settled()
    after = _balance(visitor)
    return [
        *_cost(operation, body, created, ended, before, after),
        *_defaults(visitor, body, ended),
    ]


def _followed(visitor: Visitor, path: str) -> Exchange:
    """Return the task once it has ended, and read its stream again after that; raises CannotVisit. A stream is read for
    the longest duration of a call, so following it takes three requests a minute.
    """
    visitor.call("GET", path)
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
        task = visitor.call("GET", path)
        if json_of(task, "status") not in (*UNFINISHED, None):
            visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
            return task
    raise CannotVisit(f"{path} has not ended in {PATIENCE:g} s")


def _cost(
    operation: ExpectedOperation, body: Json, created: Exchange, ended: Exchange, before: Any, after: Any
) -> Iterator[Probe]:
    """Yield a difference if the price was another; a failed task is refunded and gives no evidence."""
    if not isinstance(before, int) or not isinstance(after, int) or json_of(ended, "status") != "SUCCEEDED":
        return
    price, seen = operation.price(body), before - after
    if price != seen:
        since = known_since("meshy", OPERATION, lambda _, known: known.price(body) == seen)
        proposal = f"{since}, or change the price" if since else "change the price"
        yield Probe(Drift(f"{OPERATION} x-credits", str(created), f"{price} credits", f"{seen} credits", proposal))


def _defaults(visitor: Visitor, body: Json, ended: Exchange) -> Iterator[Probe]:
    """Yield the defaults that differ from the documented ones."""
    task: Any = json_of(ended)
    operation = _operation(visitor)
    for name, documented in operation.filled({}).items():
        if name in body or not isinstance(task, dict) or task.get(name, documented) == documented:
            continue
        seen = task[name]

        def amend(spec: Json, name: str = name, seen: Any = seen) -> None:
            content: Json = operation_of(spec, OPERATION)["requestBody"]["content"]["application/json"]
            member = {**fields(spec, content["schema"])[name], "default": seen}
            content["schema"] = {"allOf": [content["schema"]], "properties": {name: member}}

        def holds(_: Json, known: ExpectedOperation, name: str = name, seen: Any = seen) -> bool:
            return bool(known.defaults.get(name) == seen)

        since = known_since("meshy", OPERATION, holds)
        proposal = f"{since}, or change the default to {seen}" if since else f"change the default to {seen}"
        yield Probe(probed(f"{OPERATION} {name}", ended, f"default {documented}", str(seen), proposal), amend)


def _balance(visitor: Visitor) -> Any:
    return json_of(visitor.call("GET", "/openapi/v1/balance"), "balance")

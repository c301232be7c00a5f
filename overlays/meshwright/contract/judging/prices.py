"""The costs of the tasks of a recording, and the defaults that they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...spec.reading import Json, body_schema, fields
from ...spec.reading import operation as operation_of
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..listing import json_of
from ..samples import CREATES
from .calendar import known_since
from .difference import Finding, shown_by

BALANCE = "balance.get"


def price_findings(trace: Sequence[Exchange], expectations: Expectations) -> Iterator[Finding]:
    """Yield how the costs and the defaults of new tasks differ: of creates that are the only one between two answers
    about the balance, and whose task has SUCCEEDED. A failed task is refunded and gives no evidence.
    """
    yield from _refused_samples(trace, expectations)
    made = [number for number, each in enumerate(trace) if _verb(each, expectations) == "create" and _id(each)]
    for number in made:
        created = trace[number]
        operation = expectations.at(created.path)["POST"]
        path = f"{created.path}/{_id(created)}"
        ended = next((each for each in reversed(trace) if each.path == path and _succeeded(each)), None)
        sent = created.sent if isinstance(created.sent, dict) else {}
        if ended is None:
            continue
        spent = _spent(trace, number, [other for other in made if other != number], expectations)
        yield from _cost(operation, sent, created, spent)
        yield from _defaults(operation, sent, ended)


def _refused_samples(trace: Sequence[Exchange], expectations: Expectations) -> Iterator[Finding]:
    """Yield good creates from the sample of a visit that are refused: the picture in it can be read."""
    for exchange in trace:
        operation = expectations.at(exchange.path).get(exchange.method)
        sample = CREATES.get(operation.tag.replace("_", "-")) if operation and operation.verb == "create" else None
        if operation is None or sample is None or exchange.status not in (400, 402, 422):
            continue
        sent = exchange.sent if exchange.request_body else None
        if isinstance(sent, dict) and sample.items() <= sent.items() and operation.takes(sent):
            text = f"{exchange.status} {exchange.body[:200].decode('utf-8', 'replace')}"
            yield Finding(shown_by(operation.id, exchange, "a request of the spec is taken", text, "see there"))


def _verb(exchange: Exchange, expectations: Expectations) -> str:
    operation = expectations.at(exchange.path).get(exchange.method)
    return operation.verb if operation and exchange.status in (200, 202) else ""


def _id(exchange: Exchange) -> str:
    found = json_of(exchange, "result")
    return found if isinstance(found, str) else ""


def _succeeded(exchange: Exchange) -> bool:
    return exchange.method == "GET" and json_of(exchange, "status") == "SUCCEEDED"


def _spent(trace: Sequence[Exchange], number: int, others: list[int], expectations: Expectations) -> int | None:
    """Return by how much the balance fell over a create; None if it is not known, or another create is in between."""
    known: dict[int, int] = {}
    for place, each in enumerate(trace):
        operation = expectations.at(each.path).get(each.method)
        balance: Any = json_of(each, "balance") if operation is not None and operation.id == BALANCE else None
        if isinstance(balance, int):
            known[place] = balance
    before = max((place for place in known if place < number), default=None)
    after = max((place for place in known if place > number), default=None)
    if before is None or after is None or any(before < other < after for other in others):
        return None
    return known[before] - known[after]


def _cost(operation: ExpectedOperation, sent: Json, created: Exchange, seen: int | None) -> Iterator[Finding]:
    price = operation.price(sent)
    if seen is None or price == seen:
        return
    since = known_since("meshy", operation.id, lambda _, known: known.price(sent) == seen)
    proposal = f"{since}, or change the price" if since else "change the price"
    place = f"{operation.id} x-credits"

    def amend(spec: Json) -> None:
        operation_of(spec, operation.id)["x-credits"] = {"rules": [{"add": seen}]}

    yield Finding(shown_by(place, created, f"{price} credits", f"{seen} credits", proposal), amend)


def _defaults(operation: ExpectedOperation, sent: Json, ended: Exchange) -> Iterator[Finding]:
    """Yield the defaults that differ from the documented ones."""
    task: Any = json_of(ended)
    for name, documented in operation.filled(sent).items():
        if name in sent or task.get(name, documented) == documented:
            continue
        seen = task[name]

        def amend(spec: Json, name: str = name, seen: Any = seen) -> None:
            found = operation_of(spec, operation.id)
            schema = body_schema(found) or {}
            member = {**fields(spec, schema)[name], "default": seen}
            found["requestBody"]["content"]["application/json"]["schema"] = {
                "allOf": [schema],
                "properties": {name: member},
            }

        def holds(_: Json, known: ExpectedOperation, name: str = name, seen: Any = seen) -> bool:
            return bool(known.defaults.get(name) == seen)

        since = known_since("meshy", operation.id, holds)
        proposal = f"{since}, or change the default to {seen}" if since else f"change the default to {seen}"
        yield Finding(
            shown_by(f"{operation.id} {name}", ended, f"default {documented}", str(seen), proposal),
            amend,
        )

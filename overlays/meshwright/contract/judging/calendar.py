"""The calendar of the spec: the contract of each of its dates, one operation at a time, and the highest price. It
always uses the shipped spec, so that a difference that another day explains is recognized.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from ...spec.calendar import contract_of, start_of
from ...spec.reading import METHODS, Json, load_spec
from ..expectations import Expectations, ExpectedOperation

UNDATED = ""
"""Means the document itself, the default contract."""


@cache
def days(service: str) -> tuple[str, ...]:
    """Return the dates on which a spec changes, in order."""
    return tuple(sorted(set(_days(load_spec(service)))))


def _days(node: Any) -> Iterator[str]:
    members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for member in members:
        yield from _days(member)
    if isinstance(node, dict):
        yield from (start_of(node[name]) for name in ("x-since", "x-until") if name in node)
        yield from (start_of(change["day"]) for change in node.get("x-changes", []))


@cache
def operation_on(service: str, day: str, operation_id: str) -> tuple[Json, ExpectedOperation] | None:
    """Return the contract of a day, reduced to an operation; None if it did not exist. Compiling one operation takes 5
    ms, and all of Meshy's 90 ms; this is done for dozens of dates.
    """
    contract = _contract(service, day)
    for template, item in contract["paths"].items():
        for method in METHODS:
            if item.get(method, {}).get("operationId") == operation_id:
                shared = {"parameters": item["parameters"]} if "parameters" in item else {}
                narrowed = {**contract, "paths": {template: {**shared, method: item[method]}}}
                return narrowed, Expectations.of(narrowed).operations[0]
    return None


@cache
def _contract(service: str, day: str) -> Json:
    spec = load_spec(service)
    return contract_of(spec, day) if day else spec


def highest_price(service: str, operation_id: str, body: Json) -> int:
    """Return the highest price of a request on any date: the service may not follow the expected date."""
    found = (operation_on(service, day, operation_id) for day in (UNDATED, *days(service)))
    return max((operation.price(body) for _, operation in filter(None, found)), default=0)


def known_since(service: str, operation_id: str, holds: Callable[[Json, ExpectedOperation], bool]) -> str:
    """Return, for a proposal, the dates on which the contract allowed what was seen; empty if none did."""
    found = ((day, operation_on(service, day, operation_id)) for day in days(service))
    matching = [day for day, known in found if known is not None and holds(*known)]
    if not matching:
        return ""
    first, last = matching[0], matching[-1]
    known = f"since {first}" if last == days(service)[-1] else f"from {first} to {last}"
    written = load_spec(service)["info"]["version"]
    past = [day for day in matching if day <= written]  # later dates are only announced
    return f"known {known}: run with --as-of {past[-1] if past else first}"

"""Foresee, from the spec alone, what a request is about to give in vain: retired and unknown values, combinations that
the service refuses, and parameters without effect beside the others. The client, the command line and the estimate
show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .calendar import contract_on
from .conditions import holds
from .reading import (
    Json,
    beyond_defaults,
    body_schema,
    defaults,
    dependent_defaults,
    fields,
    operation,
    rules,
    with_defaults,
)
from .wording import condition, plain

_SOMETHING = object()
"""A value that equals no other."""


def caveats(service: str, operation_id: str, body: Mapping[str, Any], day: str) -> Iterator[str]:
    """Yield a sentence about each, in the contract of a day (``YYYY-MM-DD`` or ``seed``)."""
    known, messages, plain, dependent = _create(service, operation_id, day)
    given = {name: value for name, value in body.items() if name in known}
    for name, value in given.items():
        yield from _retired(name, value, known[name])
        yield from _unknown(name, value, known[name])
    complete = dict.fromkeys(known, _SOMETHING) | given
    for rule in messages:
        # The service names parameters that are merely missing; an estimate needs no input.
        if not _allows(rule, given) and not _allows(rule, complete):
            yield f"the service refuses this: {rule['x-message']}"
    filled = with_defaults(given, plain, dependent)
    chosen = beyond_defaults(given, plain, dependent)
    for name in (name for name in given if name in chosen):
        if "x-effect-when" in known[name] and not holds(known[name]["x-effect-when"], filled):
            yield without_effect(name, known[name]["x-effect-when"])


@lru_cache(maxsize=64)
def _create(service: str, operation_id: str, day: str) -> tuple[Json, list[Json], Json, Json]:
    """Return the parameters of a create, its rules that have a message, and its defaults of both kinds."""
    spec = contract_on(service, day)
    schema = body_schema(operation(spec, operation_id)) or {}
    messages = [rule for rule in rules(spec, schema) if "x-message" in rule]
    return fields(spec, schema), messages, defaults(spec, schema), dependent_defaults(spec, schema)


def _allows(rule: Json, given: Json) -> bool:
    """Return whether a request keeps a rule; one that cannot be evaluated here is left to the service."""
    try:
        return holds(rule, given)
    except ValueError:
        return True


def without_effect(name: str, rule: Any) -> str:
    """Return the sentence about a parameter that has no effect."""
    reason = "" if rule is False else f"; it has one only if {plain(condition(rule))}"
    return f"{name} has no effect{reason}"


def _retired(name: str, value: Any, field: Json) -> Iterator[str]:
    gone: Json = {**field.get("x-retired", {}), **field.get("items", {}).get("x-retired", {})}
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, (str, int)) and str(one) in gone:
            yield f"the service refuses this: {name} {one} was retired on {gone[str(one)]}"


def _unknown(name: str, value: Any, field: Json) -> Iterator[str]:
    """Yield a sentence about each value that is not in the spec, which may be a typing error or newer than the spec."""
    items = field.get("items", {})
    values = [str(one) for one in field.get("enum") or items.get("enum") or ()]
    retired = {**field.get("x-retired", {}), **items.get("x-retired", {})}
    for one in value if isinstance(value, list) else [value]:
        if values and isinstance(one, str) and one not in values and one not in retired:
            from difflib import get_close_matches  # mistakes are rare

            near = get_close_matches(one, values, 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            yield f"{name} {one} is not a known value, one of {', '.join(values)}{meant}"

"""Drifts that a program draws: a member that an answer of the service has is renamed, retyped, removed or joined by
another, or a value that a create takes is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from meshwright.contract.expectations import Expectations
from meshwright.contract.live.limits import values_at_limits
from meshwright.contract.samples import CREATES
from meshwright.spec.reading import media_types

from .altering import GONE, Answering, Planted, edited, member, refused_if

Place = tuple[str, str]
"""An operation with a status, and the path of a member."""
KINDS = ("rename", "retype", "remove", "add", "tighten")


def places_in(operation: str, data: Any, path: str = "") -> Iterator[tuple[Place, Any]]:
    """Yield the members of an answer with their values; members of the objects of a list have the path of the list."""
    for part in data if isinstance(data, list) else [data]:
        if isinstance(part, dict):
            for name, value in part.items():
                here = f"{path}.{name}".strip(".")
                yield (operation, here), value
                yield from places_in(operation, value, here)


def places_of(har: Mapping[str, Any], expectations: Expectations) -> dict[Place, Any]:
    """Return the members that the successes of a recording have, each with one value."""
    found: dict[Place, Any] = {}
    for entry in har["log"]["entries"]:
        path = entry["request"]["url"].partition("?")[0]
        path = "/" + path.split("/", 3)[3]
        operation = expectations.at(path).get(entry["request"]["method"])
        status, content = entry["response"]["status"], entry["response"]["content"]
        if operation is not None and status in (200, 202) and content["mimeType"] == "application/json":
            for place, value in places_in(f"{operation.id} {status}", json.loads(content["text"])):
                found.setdefault(place, value)
    return found


def drawn(places: Mapping[Place, Any], expectations: Expectations, count: int, seed: int) -> list[Planted]:
    """Return ``count`` drifts of a service with these members."""
    random = Random(seed)
    known = sorted(places)
    limits = sorted(_limits(expectations))
    found: list[Planted] = []
    for number in range(count):
        kind = random.choice(KINDS if limits else KINDS[:-1])
        if kind == "tighten":
            operation, name, value = random.choice(limits)
            found.append(_refusing(number, operation, name, json.loads(value)))
        else:
            place = random.choice(known)
            found.append(_changing(number, kind, place, places[place]))
    return found


def _changing(number: int, kind: str, place: Place, value: Any) -> Planted:
    operation, path = place
    holder, _, name = path.rpartition(".")
    new = {"rename": f"{name}_v2", "add": f"extra_{number}"}.get(kind, name)

    def edit(said: Any) -> Any:
        if isinstance(said, list):
            return [edit(one) for one in said]
        if not isinstance(said, dict) or (kind != "add" and name not in said):
            return said
        if kind == "rename":
            return {new if key == name else key: old for key, old in said.items()}
        if kind == "add":
            return {**said, new: number}
        return member(name, GONE if kind == "remove" else _retyped)(said)

    answering: Answering = edited(operation, _at(holder, edit))
    return Planted(f"{number}: {kind} {path} of {operation}", answering, (new, name) if kind == "rename" else (new,))


def _at(holder: str, edit: Any) -> Any:
    first, _, rest = holder.partition(".")

    def through(said: Any) -> Any:
        if not first:
            return edit(said)
        if isinstance(said, list):
            return [through(one) for one in said]
        if not isinstance(said, dict) or first not in said:
            return said
        return {**said, first: _at(rest, edit)(said[first])}

    return through


def _retyped(value: Any) -> Any:
    match value:
        case bool() | int() | float():
            return str(value)
        case str() | None:
            return {"value": value}
        case list():
            return {str(number): one for number, one in enumerate(value)}
        case _:
            return [value]


def _limits(expectations: Expectations) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters of creates with their values at limits, as JSON."""
    for operation in expectations.operations:
        if operation.verb == "create" and operation.tag.replace("_", "-") in CREATES:
            for name, schema in expectations.taken(operation.tag).items():
                if not media_types(schema) and "x-task-input" not in schema:
                    yield from ((operation.id, name, json.dumps(value)) for value in values_at_limits(schema))


def _refusing(number: int, operation: str, name: str, value: Any) -> Planted:
    """Refuse a value at a limit, and what lies beyond it."""

    def broken(body: Any) -> str:
        return f"{name} cannot be this" if name in body and body[name] == value else ""

    return Planted(f"{number}: tighten {name}={str(value)[:20]} of {operation}", refused_if(operation, broken), (name,))


def rates(verdicts: Sequence[str]) -> dict[str, int]:
    """Return how often each verdict was given."""
    return {verdict: verdicts.count(verdict) for verdict in ("named", "vague", "missed", "broken")}

"""List what a spec knows of the days to come: operations, parameters, values and answers that begin, end or change.

The same fact of several operations, such as a model that retires for three kinds of task, is one event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeAlias

from attrs import frozen

from .calendar import start_of
from .reading import Json, body_schema, fields, operations, parameters, resolve
from .wording import bounds, default, effect, plain, source

BEGINS, ENDS, CHANGES = "begins", "ends", "changes"
Fact: TypeAlias = tuple[str, str, str]
"""Day, change and subject of an event."""


@frozen(order=True)
class Event:
    """Something that begins, ends or changes on a day."""

    day: str
    change: str
    """``begins``, ``ends`` or ``changes``."""
    subject: str
    """The operation, the member or the value, and the new rule if it changes."""
    operations: tuple[str, ...]
    """The ids of the operations that it concerns."""
    sources: tuple[str, ...]
    """The evidence: grade, page, date."""


def upcoming(spec: Json, start: str, days: int) -> list[Event]:
    """Return the events from a day (``YYYY-MM-DD``) on, for a number of days, in their order."""
    end = (date.fromisoformat(start) + timedelta(days)).isoformat()
    found: dict[Fact, tuple[list[str], list[str]]] = {}
    for path, _, operation in operations(spec):
        for fact, evidence in _facts(spec, path, operation):
            if start <= fact[0] < end:
                names, sources = found.setdefault(fact, ([], []))
                names.append(operation["operationId"])
                sources.append(evidence)
    return sorted(
        Event(*fact, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(filter(None, sources))))
        for fact, (names, sources) in found.items()
    )


def _facts(spec: Json, path: str, operation: Json) -> Iterator[tuple[Fact, str]]:
    yield from _life(operation, "the operation")
    for parameter in parameters(spec, path, operation):
        yield from _of_member(spec, parameter["name"], {**resolve(spec, parameter["schema"]), **parameter})
    for name, field in fields(spec, body_schema(operation) or {}).items():
        yield from _of_member(spec, name, field)
    for change in operation.get("x-credits", {}).get("x-changes", []):
        yield (start_of(change["day"]), CHANGES, "the price"), source(change)
    for response in operation["responses"].values():
        for content in resolve(spec, response).get("content", {}).values():
            for name, field in fields(spec, content.get("schema", {})).items():
                yield from _life(field, f"{name} in the answer")


def _of_member(spec: Json, name: str, field: Json) -> Iterator[tuple[Fact, str]]:
    yield from _life(field, name)
    for part in (field, resolve(spec, field.get("items", {}))):
        for value, facts in part.get("x-enum-values", {}).items():
            yield from _life(facts, f"{name} {value}")
    for change in field.get("x-changes", []):
        new = change.get("set", {})
        said = [f"default {plain(default(new))}"] if {"default", "x-default-by"} & new.keys() else []
        said += [bounds(new)] if bounds(new) else []
        said += [effect(new["x-effect-when"]).rstrip(".")] if "x-effect-when" in new else []
        said += ["deprecated"] if new.get("deprecated") else []
        news = plain(", ".join(said)) or "other rules"
        yield (start_of(change["day"]), CHANGES, f"{name}: {news}"), source(change)


def _life(node: Json, subject: str) -> Iterator[tuple[Fact, str]]:
    for key, change in (("x-since", BEGINS), ("x-until", ENDS)):
        if key in node:
            yield (start_of(node[key]), change, subject), source(node)

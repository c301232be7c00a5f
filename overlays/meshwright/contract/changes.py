"""What a change of a spec means for users: breaking, risky and safe changes, each with the client names it touches.

Breaking: a program that worked may stop working. Risky: it works on and may behave differently. Safe: nothing that
exists is touched. Own code because diff tools know nothing of open enums, of calendars, and of our client's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from attrs import frozen

from ..specs import METHODS, Json, fields, resolve

BREAKING, RISKY, SAFE = "breaking", "risky", "safe"
NARROWER = {
    "minimum": 1,
    "exclusiveMinimum": 1,
    "minLength": 1,
    "minItems": 1,
    "maximum": -1,
    "maxLength": -1,
    "maxItems": -1,
}
"""Bounds, and whether a larger value (1) or a smaller one (-1) allows less."""


@frozen(order=True)
class Change:
    """One change."""

    weight: str
    place: str
    sentence: str
    names: tuple[str, ...] = ()
    """What it touches in the client."""

    def __str__(self) -> str:
        return f"{self.weight}: {self.place}: {self.sentence}" + (f" ({', '.join(self.names)})" if self.names else "")


def changes(old: Json, new: Json) -> list[Change]:
    """Return the changes from one spec to another, the breaking ones first."""
    found = {*_operations(old, new), *_components(old, new)}
    order = (BREAKING, RISKY, SAFE)
    return sorted(found, key=lambda change: (order.index(change.weight), change.place, change.sentence))


def _by_id(spec: Json) -> dict[str, tuple[str, Json]]:
    return {
        item[method]["operationId"]: (
            f"{method.upper()} {path}",
            {"path-parameters": item.get("parameters", []), **item[method]},
        )
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    }


def _operations(old: Json, new: Json) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for id in before.keys() - after.keys():
        yield Change(BREAKING, id, "the operation is gone", (id,))
    for id in after.keys() - before.keys():
        yield Change(SAFE, id, "a new operation", (id,))
    for id in before.keys() & after.keys():
        (route, was), (new_route, now) = before[id], after[id]
        if route != new_route:
            yield Change(BREAKING, id, f"{route} became {new_route}", (id,))
        yield from _parameters(id, _named(old, was), _named(new, now))
        yield from _answers(id, old, new, was["responses"], now["responses"])
        if was.get("x-credits") != now.get("x-credits"):
            yield Change(RISKY, id, "the price changed", (f"{id.rpartition('.')[0]}.estimate",))
        if was.get("requestBody", {}).get("required") != now.get("requestBody", {}).get("required"):
            yield Change(BREAKING, id, "whether there is a body changed", (id,))


def _named(spec: Json, operation: Json) -> dict[str, Json]:
    parameters = [resolve(spec, p) for p in [*operation["path-parameters"], *operation.get("parameters", [])]]
    return {p["name"]: {**p, "schema": resolve(spec, p["schema"])} for p in parameters}


def _parameters(id: str, before: dict[str, Json], after: dict[str, Json]) -> Iterator[Change]:
    for name in before.keys() - after.keys():
        yield Change(BREAKING, f"{id} {name}", "the parameter is gone", (f"{id}({name}=)",))
    for name in after.keys() - before.keys():
        weight = BREAKING if after[name].get("required") else SAFE
        yield Change(
            weight, f"{id} {name}", f"a new parameter{' that is required' * (weight == BREAKING)}", (f"{id}({name}=)",)
        )
    for name in before.keys() & after.keys():
        names = (f"{id}({name}=)",)
        if not before[name].get("required") and after[name].get("required"):
            yield Change(BREAKING, f"{id} {name}", "is required now", names)
        yield from _values(f"{id} {name}", before[name]["schema"], after[name]["schema"], names, sent=True)


def _answers(id: str, old: Json, new: Json, before: Json, after: Json) -> Iterator[Change]:
    for status in before.keys() - after.keys():
        weight = BREAKING if status.startswith("2") else SAFE
        yield Change(weight, f"{id} {status}", "is answered no longer", (id,))
    for status in after.keys() - before.keys():
        yield Change(BREAKING if status.startswith("2") else RISKY, f"{id} {status}", "a new answer", (id,))
    for status in before.keys() & after.keys():
        was, now = resolve(old, before[status]), resolve(new, after[status])
        if was.get("content", {}).keys() != now.get("content", {}).keys():
            yield Change(BREAKING, f"{id} {status}", "another media type", (id,))
        for media_type in was.get("content", {}).keys() & now.get("content", {}).keys():
            one, other = (found["content"][media_type].get("schema", {}).get("$ref") for found in (was, now))
            if one != other:
                yield Change(BREAKING, f"{id} {status}", f"another schema, {other} in place of {one}", (id,))


def _components(old: Json, new: Json) -> Iterator[Change]:
    before, after = old["components"]["schemas"], new["components"]["schemas"]
    for name in before.keys() & after.keys():
        users = _users(new, name)
        sent = any(user.sent for user in users)
        answered = any(not user.sent for user in users)
        clients = tuple(sorted({user.operation for user in users}))
        yield from _values(name, before[name], after[name], clients, sent=sent, answered=answered)
        yield from _members(name, fields(old, before[name]), fields(new, after[name]), users)
        yield from _required(name, before[name], after[name], clients, sent=sent)
        if _rules(before[name]) != _rules(after[name]):
            yield Change(BREAKING if sent else RISKY, name, "its combination rules changed", clients)
        if before[name].get("x-changes") != after[name].get("x-changes"):
            yield Change(RISKY, name, "what changes on which day changed", clients)


@frozen
class _User:
    operation: str
    sent: bool


def _users(spec: Json, name: str) -> set[_User]:
    """Return the operations that lead to a component, and whether they send it."""
    found: set[_User] = set()
    for id, (_, operation) in _by_id(spec).items():
        for part, sent in (
            (operation.get("requestBody"), True),
            (operation["responses"], False),
            (operation.get("parameters"), True),
        ):
            if name in _reached(spec, part, set()):
                found.add(_User(id, sent))
    return found


def _reached(spec: Json, part: Any, seen: set[str]) -> set[str]:
    if isinstance(part, dict):
        node = cast("Json", part)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            _reached(spec, resolve(spec, {"$ref": reference}), seen)
        for key, value in node.items():
            if key not in ("example", "examples"):
                _reached(spec, value, seen)
    elif isinstance(part, list):
        for member in part:
            _reached(spec, member, seen)
    return {reference.rpartition("/")[2] for reference in seen}


def _members(name: str, before: Json, after: Json, users: set[_User]) -> Iterator[Change]:
    sent = any(user.sent for user in users)
    answered = any(not user.sent for user in users)
    for member in before.keys() - after.keys():
        yield Change(BREAKING, f"{name}.{member}", "is gone", _client_names(users, name, member))
    for member in after.keys() - before.keys():
        yield Change(SAFE, f"{name}.{member}", "is new", _client_names(users, name, member))
    for member in before.keys() & after.keys():
        names = _client_names(users, name, member)
        yield from _values(f"{name}.{member}", before[member], after[member], names, sent=sent, answered=answered)


def _client_names(users: set[_User], name: str, member: str) -> tuple[str, ...]:
    calls = {f"{user.operation}({member}=)" for user in users if user.sent}
    models = {f"{name}.{member}"} if any(not user.sent for user in users) else set[str]()
    return tuple(sorted(calls | models))


def _required(name: str, before: Json, after: Json, clients: tuple[str, ...], *, sent: bool) -> Iterator[Change]:
    was, now = set(before.get("required", [])), set(after.get("required", []))
    for member in now - was:
        yield Change(BREAKING if sent else SAFE, f"{name}.{member}", "is required now", clients)
    for member in was - now:
        yield Change(SAFE if sent else BREAKING, f"{name}.{member}", "is optional now", clients)


def _rules(schema: Json) -> list[Json]:
    return [rule for rule in schema.get("allOf", []) if "$ref" not in rule]


def _values(
    place: str, before: Json, after: Json, names: tuple[str, ...], *, sent: bool, answered: bool = False
) -> Iterator[Change]:
    """Compare the values that a schema allows."""
    if before.get("type") != after.get("type") or ("oneOf" in before) != ("oneOf" in after):
        yield Change(BREAKING, place, f"another type, {after.get('type')} in place of {before.get('type')}", names)
    was, now = before.get("enum"), after.get("enum")
    if was is not None and now is not None:
        for value in (value for value in was if value not in now):
            yield Change(BREAKING if sent else SAFE, place, f"{value!r} is no longer a value", names)
        for value in (value for value in now if value not in was):
            weight = SAFE if not answered or after.get("x-open-enum") else RISKY
            yield Change(weight, place, f"{value!r} is a new value", names)
    for bound, direction in NARROWER.items():
        if before.get(bound) != after.get(bound):
            yield _bound(place, bound, direction, before.get(bound), after.get(bound), names, sent=sent)
    if before.get("default") != after.get("default"):
        yield Change(RISKY, place, f"the default is {after.get('default')!r}, it was {before.get('default')!r}", names)
    for keyword in ("pattern", "format"):
        if before.get(keyword) != after.get(keyword):
            yield Change(RISKY, place, f"another {keyword}", names)


def _bound(place: str, bound: str, direction: int, was: Any, now: Any, names: tuple[str, ...], *, sent: bool) -> Change:
    narrower = was is None if was is None or now is None else (now - was) * direction > 0
    weight = (BREAKING if narrower else SAFE) if sent else (SAFE if narrower else RISKY)
    return Change(weight, place, f"{bound} is {now}, it was {was}", names)

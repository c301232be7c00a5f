"""Two documents, operation by operation: routes, messages, prices, security, servers, and what no operation led to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ...spec.reading import Json
from .documents import METHODS, canonical, reached, same, stripped, touched
from .keywords import ABSENT, became
from .messages import answers, body, others, parameters
from .prices import prices
from .schemas import Sides, compared
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Use, merged

TOLD_OTHERWISE = {"operationId", "parameters", "requestBody", "responses", "security", "x-credits"}


def changes(old: Json, new: Json) -> list[Change]:
    """Return the changes from one document to another, the breaking ones first; none only where both say the same."""
    before, after = (cast("Json", stripped({**spec, "info": {}})) for spec in (old, new))
    sides = Sides(before, after, touched(before, after))
    found = merged(_document(sides))
    if not found and not same(before, after):
        found = [Change(SAFE, "the spec", "is arranged in another way and means the same")]
    return found


def _document(sides: Sides) -> Iterator[Change]:
    before, after = _by_id(sides.old), _by_id(sides.new)
    for id in before.keys() - after.keys():
        yield Change(BREAKING, id, "the operation is gone", (id,))
    for id in after.keys() - before.keys():
        yield Change(SAFE, id, "a new operation", (id,))
    for id in before.keys() & after.keys():
        yield from _operation(sides, id, before[id], after[id])
    yield from compared(sides)
    yield from _servers("servers", sides.old.get("servers", []), sides.new.get("servers", []))
    yield from _security("security", sides.old.get("security", []), sides.new.get("security", []), ())
    yield from others("the spec", sides.old, sides.new, {"paths", "components", "servers", "security"}, None)
    yield from _components(sides)


def _by_id(spec: Json) -> dict[str, tuple[str, Json]]:
    """Return route and operation by operationId; what its path says holds for the operation."""
    found: dict[str, tuple[str, Json]] = {}
    for path, item in spec["paths"].items():
        shared = {key: value for key, value in item.items() if key not in METHODS}
        for method in METHODS:
            if method in item:
                operation = item[method]
                parameters = [*shared.get("parameters", []), *operation.get("parameters", [])]
                found[operation["operationId"]] = (
                    f"{method.upper()} {path}",
                    {**shared, **operation, "parameters": parameters},
                )
    return found


def _operation(sides: Sides, id: str, old: tuple[str, Json], new: tuple[str, Json]) -> Iterator[Change]:
    (route, was), (new_route, now) = old, new
    if route != new_route:
        yield Change(BREAKING, id, f"{route} became {new_route}", (id,))
    yield from parameters(sides, id, was["parameters"], now["parameters"])
    yield from body(sides, id, was.get("requestBody"), now.get("requestBody"))
    yield from answers(sides, id, was.get("responses", {}), now.get("responses", {}))
    yield from prices(was.get("x-credits"), now.get("x-credits"), id)
    if "security" in was or "security" in now:
        own = {"security": sides.old.get("security", []), **was}["security"]
        own_now = {"security": sides.new.get("security", []), **now}["security"]
        yield from _security(id, own, own_now, (id,))
    yield from others(id, was, now, TOLD_OTHERWISE, Use(Direction.SENT, id))


def _security(place: str, old: list[Json], new: list[Json], names: tuple[str, ...]) -> Iterator[Change]:
    """Compare the ways to prove who calls, any one of which will do; an empty list asks for none."""
    before, after = ({canonical(way): way for way in ways or [{}]} for ways in (old, new))
    for key in sorted(before.keys() - after.keys()):
        yield Change(BREAKING if after != {"{}": {}} else SAFE, place, f"no longer {_way(before[key])}", names)
    for key in sorted(after.keys() - before.keys()):
        yield Change(SAFE, place, f"now {_way(after[key])}", names)


def _way(way: Json) -> str:
    return " with ".join(way) or "without a key"


def _servers(place: str, old: list[Json], new: list[Json]) -> Iterator[Change]:
    before, after = ({str(server.get("url")): server for server in servers} for servers in (old, new))
    for url in sorted(before.keys() - after.keys()):
        yield Change(BREAKING, place, f"{url} is gone")
    for url in sorted(after.keys() - before.keys()):
        yield Change(SAFE, place, f"{url} is new")
    for url in sorted(before.keys() & after.keys()):
        yield from others(f"{place} {url}", before[url], after[url], {"url"}, None)
    if before.keys() == after.keys() and list(before) != list(after):
        yield Change(RISKY, place, "stand in another order; the first is the one that is used")


def _components(sides: Sides) -> Iterator[Change]:
    """Compare what no operation led to in the same place; what only one side uses is told where it is used."""
    used = [reached(spec, spec["paths"]) for spec in (sides.old, sides.new)]
    old, new = sides.old.get("components", {}), sides.new.get("components", {})
    for kind in sorted(old.keys() | new.keys()):
        before, after = old.get(kind, {}), new.get(kind, {})
        for name in sorted(before.keys() | after.keys()):
            was, now, reference = before.get(name, ABSENT), after.get(name, ABSENT), f"#/components/{kind}/{name}"
            if same(was, now) or reference in sides.components:
                continue
            if kind == "securitySchemes":
                weight = SAFE if was is ABSENT else BREAKING
                yield Change(weight, f"{kind}.{name}", became("scheme", was, now))
            elif all(reference in side for side in used):
                yield Change(RISKY, f"{kind}.{name}", "other change")
            elif not any(reference in side for side in used):
                yield Change(SAFE, f"{kind}.{name}", "differs, and no operation leads to it")

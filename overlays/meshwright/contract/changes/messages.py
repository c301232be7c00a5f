"""What an operation takes and answers, before and after: parameters, bodies, statuses, media types, events, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshwright_api._names import python_names

from ...spec.reading import Json
from .documents import canonical, component, resolved, same
from .keywords import ABSENT, keyword
from .schemas import Sides
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Use

SCHEMAS = {"schema": "schema", "x-item-schema": "event", "itemSchema": "event"}
"""What a media type says of a body, and of each event of a stream."""
EVERY = "every call"
"""The client name of what is set once on the client."""


def others(place: str, old: Json, new: Json, known: set[str], use: Use | None) -> Iterator[Change]:
    """Tell what differs besides."""
    whose = use or Use(Direction.SENT, "")
    for key in sorted((old.keys() | new.keys()) - known - {"$ref"}):
        for weight, sentence in keyword(key, old.get(key, ABSENT), new.get(key, ABSENT), whose):
            yield Change(weight, place, sentence, (use.name,) if use else ())


# ------------------------------------------------------------------------------------------------------------
# what is sent
def parameters(sides: Sides, id: str, old: list[Json], new: list[Json]) -> Iterator[Change]:
    """Compare parameters by name and place."""
    sides.met(old, new)
    before, after = _by_place(sides.old, old), _by_place(sides.new, new)
    arguments = python_names(dict.fromkeys(name for name, _ in [*before, *after]))
    for name, where in sorted(before.keys() | after.keys()):
        was, now = before.get((name, where)), after.get((name, where))
        given = (was or now or ("", {}))[1]
        use = Use(Direction.SENT, EVERY if given.get("x-client-level") else f"{id}({arguments[name]}=)")
        if was is None and now is not None:
            required = now[1].get("required") is True
            told = "a new parameter that is required" if required else "a new parameter"
            yield use.told(BREAKING if required else SAFE, f"{id} {name}", told)
        elif was is not None and now is None:
            yield use.told(BREAKING, f"{id} {name}", "the parameter is gone")
        elif was is not None and now is not None:
            shared = was[0] if was[0] == now[0] else None
            yield from _parameter(sides, was[1], now[1], use, shared or f"{id} {name}")


def _by_place(spec: Json, parameters: list[Json]) -> dict[tuple[str, str], tuple[str | None, Json]]:
    """Return parameters by name and `in`, each with the component that it is."""
    found = [(component(parameter), resolved(spec, parameter)) for parameter in parameters]
    return {(parameter["name"], parameter["in"]): (name, parameter) for name, parameter in found}


def _parameter(sides: Sides, was: Json, now: Json, use: Use, place: str) -> Iterator[Change]:
    yield from _must(was, now, use, place, "")
    sides.compare(was.get("schema", True), now.get("schema", True), use, place)
    yield from others(place, was, now, {"name", "in", "required", "schema"}, use)


def _must(was: Json, now: Json, use: Use, place: str, what: str) -> Iterator[Change]:
    before, after = (part.get("required") is True for part in (was, now))
    if before != after:
        yield use.told(BREAKING if after else SAFE, place, f"{what}is {'required' if after else 'optional'} now")


def body(sides: Sides, id: str, old: Json | None, new: Json | None) -> Iterator[Change]:
    """Compare request bodies."""
    use, place = Use(Direction.SENT, id), f"{id} body"
    was, now = resolved(sides.old, old or {}), resolved(sides.new, new or {})
    sides.met([old], [new])
    if old is None and new is not None:
        yield use.told(BREAKING if now.get("required") is True else SAFE, place, "a body is taken now")
    elif old is not None and new is None:
        yield use.told(BREAKING, place, "no body is taken any more")
    else:
        yield from _must(was, now, use, place, "the body ")
        yield from _content(sides, was, now, Use(Direction.SENT, id, call=True), place)
        yield from others(place, was, now, {"required", "content"}, use)


def _content(sides: Sides, was: Json, now: Json, use: Use, place: str) -> Iterator[Change]:
    """Compare what is sent or answered, media type by media type."""
    before, after = was.get("content", {}), now.get("content", {})
    sent, error = use.direction is Direction.SENT, use.direction is Direction.ERROR
    whose = Use(use.direction, use.name)
    for media_type in sorted(before.keys() - after.keys()):
        yield whose.told(RISKY if error else BREAKING, place, f"{media_type} is no longer its media type")
    for media_type in sorted(after.keys() - before.keys()):
        yield whose.told(SAFE if sent else RISKY, place, f"{media_type} is a new media type of it")
    for media_type in sorted(before.keys() & after.keys()):
        where = place if len(before) == 1 else f"{place} {media_type}"
        for key, what in SCHEMAS.items():
            yield from _schema(sides, before[media_type].get(key), after[media_type].get(key), use, where, what)
        yield from others(where, before[media_type], after[media_type], {*SCHEMAS}, whose)


def _schema(sides: Sides, old: Any, new: Any, use: Use, place: str, what: str) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            weight = use.answer(BREAKING) if new is None or use.direction is Direction.SENT else RISKY
            yield Use(use.direction, use.name).told(weight, place, f"the {what} is {'new' if old is None else 'gone'}")
        return
    sides.compare(old, new, use, f"{place} event" if what == "event" else place)


# ------------------------------------------------------------------------------------------------------------
# what is answered
def answers(sides: Sides, id: str, old: Json, new: Json) -> Iterator[Change]:
    """Compare answers, status by status."""
    sides.met(old.values(), new.values())
    before = {status: resolved(sides.old, answer) for status, answer in old.items()}
    after = {status: resolved(sides.new, answer) for status, answer in new.items()}
    for status in sorted(before.keys() - after.keys()):
        yield Change(_other_status(status, before, after, SAFE), f"{id} {status}", "is answered no longer", (id,))
    for status in sorted(after.keys() - before.keys()):
        yield Change(_other_status(status, after, before, RISKY), f"{id} {status}", "a new answer", (id,))
    for status in sorted(before.keys() & after.keys()):
        was, now = component(old[status]), component(new[status])
        place = was if was is not None and was == now else f"{id} {status}"
        if was != now:
            yield Change(RISKY, place, f"is {now or 'without a name'}, it was {was or 'without a name'}", (id,))
        direction = Direction.ANSWERED if status.startswith("2") else Direction.ERROR
        yield from _answer(sides, before[status], after[status], Use(direction, id), place)


def _other_status(status: str, these: Json, those: Json, of_an_error: str) -> str:
    """Weigh a success that comes or goes; the client reads every 2xx alike, so that only its content counts."""
    if not status.startswith("2"):
        return of_an_error
    content = canonical(these[status].get("content"))
    same = [
        part for other, part in those.items() if other.startswith("2") and canonical(part.get("content")) == content
    ]
    return RISKY if same else BREAKING


def _answer(sides: Sides, was: Json, now: Json, use: Use, place: str) -> Iterator[Change]:
    yield from _content(sides, was, now, use, place)
    before, after = was.get("headers", {}), now.get("headers", {})
    sides.met(before.values(), after.values())
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        where = f"{place} {name}"
        if old is None:
            yield use.told(SAFE, component(new) or where, f"the header {name} is new")
        elif new is None:
            # The client needs no header; a program that quotes x-request-id does.
            yield use.told(RISKY, component(old) or where, f"the header {name} is gone")
        else:
            shared = component(old) if component(old) == component(new) else None
            yield from _header(sides, resolved(sides.old, old), resolved(sides.new, new), use, shared or where)
    if not same(was.get("links"), now.get("links")):
        yield use.told(SAFE, place, "the links differ, which only fuzzers follow")
    yield from others(place, was, now, {"content", "headers", "links"}, use)


def _header(sides: Sides, was: Json, now: Json, use: Use, place: str) -> Iterator[Change]:
    header = Use(Direction.ERROR, use.name)  # no class of the client holds headers either
    sides.compare(was.get("schema", True), now.get("schema", True), header, place)
    before, after = (part.get("required") is True for part in (was, now))
    if before != after:
        yield header.told(SAFE if after else RISKY, place, f"is {'always' if after else 'not always'} there now")
    yield from others(place, was, now, {"schema", "required"}, header)

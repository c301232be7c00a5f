"""One keyword of a schema, before and after: how many values it allows, and in which words that is told.

Only keywords that stand for themselves; what holds schemas is compared in ``schemas``. A keyword that is not known
here is told as another change, never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from ...specs import Json
from .documents import CALENDAR, canonical, same
from .shifts import ABSENT, BOUNDS, bound_shift, present_shift, type_shift
from .weights import BREAKING, RISKY, SAFE, Direction, Shift, Use

Told = Iterator[tuple[str, str]]
"""Weights and sentences."""
LONGEST = 80


def keyword(key: str, was: Any, now: Any, use: Use, *, open_values: bool) -> Told:
    """Tell how a keyword differs; ``open_values`` says whether other values than the listed ones were allowed."""
    if same(was, now):
        return
    if key == "enum":
        yield from _enum(was, now, use, open_values=open_values)
    elif key in BOUNDS or key == "multipleOf":
        yield use.weight(bound_shift(key, was, now)), became(key, was, now)
    elif key in KNOWN:
        yield from KNOWN[key](was, now, use)
    elif key in CALENDAR:
        yield from calendar(key, was, now)
    else:
        yield RISKY, f"other change: {became(key, was, now)}"


def shown(value: Any) -> str:
    """Write a value as a person would, and not at any length."""
    text = repr(value) if isinstance(value, str) else canonical(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def became(key: str, was: Any, now: Any) -> str:
    """Say what a keyword is and what it was."""
    if now is ABSENT:
        return f"no {key}, it was {shown(was)}"
    return f"{key} is {shown(now)}, " + ("there was none" if was is ABSENT else f"it was {shown(was)}")


def _type(was: Any, now: Any, use: Use) -> Told:
    shift = type_shift(was, now)
    # The generated class passes on what comes: a program that counts on an int meets something else.
    weight = use.weight(shift) if use.direction is Direction.SENT or shift is Shift.FEWER else use.answer(BREAKING)
    yield weight, became("type", was, now)


def _enum(was: Any, now: Any, use: Use, *, open_values: bool) -> Told:
    sent = use.direction is Direction.SENT
    if was is ABSENT or now is ABSENT:
        shift = present_shift(was, now, Shift.OTHER)
        yield (RISKY if sent and open_values else use.weight(shift)), became("list of values", was, now)
        return
    for value in (value for value in was if not _among(value, now)):
        yield use.weight(Shift.FEWER), f"{value!r} is no longer a value"
    for value in (value for value in now if not _among(value, was)):
        # A reader of an open enum has always had to be ready for another value.
        yield (SAFE if open_values else use.weight(Shift.MORE)), f"{value!r} is a new value"
    if sorted(map(canonical, was)) == sorted(map(canonical, now)):
        yield SAFE, "the values stand in another order"


def _among(value: Any, values: list[Any]) -> bool:
    return canonical(value) in map(canonical, values)


def _open(was: Any, now: Any, use: Use) -> Told:
    if (was is True) == (now is True):
        return
    if now is True:
        yield use.weight(Shift.MORE), "other values than the listed ones may come"
    else:
        yield use.weight(Shift.FEWER), "no other values than the listed ones any more"


def _const(was: Any, now: Any, use: Use) -> Told:
    shift = present_shift(was, now, Shift.OTHER)
    # An answer that always is something else now: whoever compares with the old value never finds it again.
    weight = use.answer(BREAKING) if shift is Shift.OTHER else use.weight(shift)
    yield weight, became("fixed value", was, now)


def _pattern(was: Any, now: Any, use: Use) -> Told:
    yield use.weight(present_shift(was, now, Shift.OTHER)), became("pattern", was, now)


def _unique(was: Any, now: Any, use: Use) -> Told:
    if (was is True) != (now is True):
        yield use.weight(Shift.FEWER if now is True else Shift.MORE), became("uniqueItems", was, now)


def _format(was: Any, now: Any, use: Use) -> Told:
    del use  # whether a service holds its values to a format is not known, in either direction
    yield RISKY, became("format", was, now)


def _default(was: Any, now: Any, use: Use) -> Told:
    del use
    if now is ABSENT:
        yield RISKY, f"there is no default, it was {shown(was)}"
    else:
        yield RISKY, f"the default is {shown(now)}, " + ("there was none" if was is ABSENT else f"it was {shown(was)}")


def _default_by(was: Any, now: Any, use: Use) -> Told:
    del use
    if now is ABSENT:
        yield RISKY, f"the default no longer depends on {was.get('parameter')}"
    else:
        values = cast("Json", found) if isinstance(found := now.get("values"), dict) else {}
        cases = [
            f"{default} for {', '.join(value for value, brings in values.items() if shown(brings) == default)}"
            for default in sorted({shown(brings) for brings in values.values()})
        ]
        yield RISKY, f"the default depends on {now.get('parameter')}: {'; '.join(cases)}"


def _deprecated(was: Any, now: Any, use: Use) -> Told:
    del was, use
    yield (RISKY, "is deprecated") if now is True else (SAFE, "is no longer deprecated")


def _files(was: Any, now: Any, use: Use) -> Told:
    """Tell which local files a parameter takes."""
    before, after = (set(map(str, value)) if isinstance(value, list) else set[str]() for value in (was, now))
    for media_type in before - after:
        yield use.weight(Shift.FEWER), f"takes no local file of {media_type} any more"
    for media_type in after - before:
        yield use.weight(Shift.MORE), f"takes a local file of {media_type}"
    if before == after:
        yield SAFE, "lists the files that it takes in another order"


def _file_count(was: Any, now: Any, use: Use) -> Told:
    before, after = (cast("Json", value) if isinstance(value, dict) else {} for value in (was, now))
    for bound in sorted(before.keys() | after.keys()):
        old, new = before.get(bound, ABSENT), after.get(bound, ABSENT)
        if not same(old, new):
            shift = bound_shift(bound, old, new) if bound in BOUNDS else Shift.OTHER
            yield use.weight(shift), f"number of files: {became(bound, old, new)}"


def _constants(was: Any, now: Any, use: Use) -> Told:
    """Tell which constants of the client come and go."""
    before, after = ([str(name) for name in value] if isinstance(value, list) else [] for value in (was, now))
    for name in sorted({*before} - {*after}):
        yield BREAKING, f"the client's constant {name} is gone"
    for name in sorted({*after} - {*before}):
        yield SAFE, f"the client has a new constant {name}"
    if sorted(before) == sorted(after):
        yield BREAKING, "the client's constants stand for other values"
    del use


def _message(was: Any, now: Any, use: Use) -> Told:
    del use
    yield SAFE, f"a refusal is worded otherwise: {became('text', was, now)}"


def calendar(key: str, was: Any, now: Any) -> Told:
    """Tell what is dated otherwise; estimates and the emulator follow the dates."""
    if key == "x-changes":
        before, after = (_by_day(value) for value in (was, now))
        for day in sorted(before.keys() | after.keys()):
            if before.get(day) != after.get(day):
                state = "is new" if day not in before else "is gone" if day not in after else "is another"
                yield RISKY, f"what changes on {day} {state}"
    elif key == "x-enum-values":
        before, after = (cast("Json", {} if value is ABSENT else value) for value in (was, now))
        for value in sorted(before.keys() | after.keys()):
            old, new = before.get(value, ABSENT), after.get(value, ABSENT)
            if not same(old, new):
                yield RISKY, became(f"calendar of {value!r}", old, new)
    else:
        words = {"x-since": "first day", "x-until": "first day without it"}
        yield RISKY, became(words.get(key, key), was, now)


def _by_day(changes: Any) -> dict[str, str]:
    """Return the dated changes by day; more of one day in one."""
    found: dict[str, str] = {}
    for change in [] if changes is ABSENT else changes:
        day = str(change.get("day")) if isinstance(change, dict) else "?"
        found[day] = found.get(day, "") + canonical(change)
    return found


KNOWN: dict[str, Callable[[Any, Any, Use], Told]] = {
    "type": _type,
    "const": _const,
    "pattern": _pattern,
    "uniqueItems": _unique,
    "format": _format,
    "default": _default,
    "x-default-by": _default_by,
    "x-open-enum": _open,
    "x-enum-varnames": _constants,
    "x-file-input": _files,
    "x-file-count": _file_count,
    "x-message": _message,
    "deprecated": _deprecated,
}

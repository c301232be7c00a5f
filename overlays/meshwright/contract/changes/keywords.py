"""One keyword of a schema, before and after: what its change weighs, and in which words that is reported.

``SHIFTS`` and ``FIXED`` are the table of keywords, those of JSON Schema 2020-12 and ours. A keyword that is not in it
is reported as another change and risky, never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from numbers import Real
from typing import Any, Final, cast

from ...spec.reading import Json
from .documents import CALENDAR, canonical, same
from .weights import BREAKING, RISKY, SAFE, Direction, Shift, Use

Told = Iterator[tuple[str, str]]
"""Weights and sentences."""
LONGEST = 80


class Absent:
    """The type of ABSENT: a keyword that is not there."""


ABSENT: Final = Absent()


# ------------------------------------------------------------------------------------------------------------
# how many values a keyword allows
def narrows(was: Any, now: Any) -> Shift:
    """Weigh a constraint that is there or not: one that comes allows fewer values, one that goes more."""
    return Shift.FEWER if was is ABSENT else Shift.MORE if now is ABSENT else Shift.OTHER


def widens(was: Any, now: Any) -> Shift:
    """Weigh the opposite of a constraint."""
    return {Shift.FEWER: Shift.MORE, Shift.MORE: Shift.FEWER}.get(narrows(was, now), Shift.OTHER)


def at_least(was: Any, now: Any) -> Shift:
    """Weigh a lower bound."""
    return (Shift.FEWER if now > was else Shift.MORE) if are_numbers(was, now) else narrows(was, now)


def at_most(was: Any, now: Any) -> Shift:
    """Weigh an upper bound."""
    return (Shift.FEWER if now < was else Shift.MORE) if are_numbers(was, now) else narrows(was, now)


def multiples(was: Any, now: Any) -> Shift:
    """Weigh ``multipleOf``."""
    if not are_numbers(was, now) or not was or not now:
        return narrows(was, now)
    return Shift.MORE if was % now == 0 else Shift.FEWER if now % was == 0 else Shift.OTHER


def types(was: Any, now: Any) -> Shift:
    """Weigh ``type``, without null. A number may be an integer."""
    if was is ABSENT or now is ABSENT:
        return narrows(was, now)
    names = [{value} if isinstance(value, str) else {*value} for value in (was, now)]
    old, new = (found | {"integer"} if "number" in found else found for found in names)
    return Shift.MORE if old <= new else Shift.FEWER if new <= old else Shift.OTHER


def dependencies(was: Any, now: Any) -> Shift:
    """Weigh ``dependentRequired``: each member with each that it needs is a constraint."""
    old, new = (
        {(name, needed) for name, all in ({} if value is ABSENT else value).items() for needed in all}
        for value in (was, now)
    )
    return Shift.MORE if new <= old else Shift.FEWER if old <= new else Shift.OTHER


def are_numbers(*values: Any) -> bool:
    """Return whether all values are numbers in JSON."""
    return all(isinstance(value, Real) and not isinstance(value, bool) for value in values)


LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
SHIFTS: dict[str, Callable[[Any, Any], Shift]] = {
    **dict.fromkeys(LOWER, at_least),
    **dict.fromkeys(UPPER, at_most),
    **dict.fromkeys(("const", "enum", "pattern", "uniqueItems", "anyOf", "oneOf", "$dynamicRef"), narrows),
    **dict.fromkeys(("items", "contains", "unevaluatedItems", "propertyNames", "contentSchema"), narrows),
    "multipleOf": multiples,
    "type": types,
    "dependentRequired": dependencies,
    "x-open-enum": widens,
}
"""Keywords that change the number of allowed values. What holds members, conditions and several schemas is compared in
``schemas``.
"""
FIXED = {
    # whether a service holds its values to these is not known, in either direction
    **dict.fromkeys(("format", "contentEncoding", "contentMediaType", "default", "readOnly", "writeOnly"), RISKY),
    **dict.fromkeys(("$id", "$schema", "$vocabulary", "$anchor", "$dynamicAnchor"), RISKY),
    **dict.fromkeys(("x-default-by", "deprecated", *CALENDAR), RISKY),
    **dict.fromkeys(("$defs", "x-message"), SAFE),
}
TRIVIAL: dict[str, Any] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), 0),
    **dict.fromkeys(("uniqueItems", "deprecated", "x-open-enum", "readOnly", "writeOnly"), False),
    "dependentRequired": {},
    "minContains": 1,
}
"""Values that say what the absence of the keyword says."""
UNCHECKED = {"type": (Shift.MORE, Shift.OTHER), "const": (Shift.OTHER,), "items": tuple(Shift)}
"""Changes of an answer that the generated class does not soften: it passes on what comes, and makes models of items."""


def weight_of(key: str, was: Any, now: Any, use: Use) -> str:
    """Return what the change of a keyword weighs."""
    if key in FIXED:
        return FIXED[key]
    if key not in SHIFTS:
        return RISKY
    if key in LOWER:
        was, now = (TRIVIAL.get(key, ABSENT) if value is ABSENT else value for value in (was, now))
    shift = SHIFTS[key](was, now)
    sent = use.direction is Direction.SENT
    if key in ("anyOf", "oneOf") and not sent:
        return RISKY
    return use.answer(BREAKING) if not sent and shift in UNCHECKED.get(key, ()) else use.weight(shift)


# ------------------------------------------------------------------------------------------------------------
# in which words
def keyword(key: str, was: Any, now: Any, use: Use, *, open_values: bool = False) -> Told:
    """Report how a keyword differs; ``open_values`` says whether other values than the listed ones were allowed."""
    was, now = (ABSENT if key in TRIVIAL and same(value, TRIVIAL[key]) else value for value in (was, now))
    if same(was, now):
        return
    if key == "enum" and ABSENT not in (was, now):
        yield from _enum(was, now, use, open_values=open_values)
    elif key in LISTS:
        yield from _list(key, was, now, use)
    elif key == "x-file-count":
        for bound, old, new in pairs(was, now):
            yield weight_of(bound, old, new, use), f"number of files: {became(bound, old, new)}"
    elif key in ("x-changes", "x-enum-values"):
        yield from _calendar(key, was, now)
    else:
        weight = weight_of(key, was, now, use)
        if key == "enum" and open_values and use.direction is Direction.SENT:
            weight = RISKY
        if key == "deprecated" and now is ABSENT:
            weight = SAFE
        yield weight, sentence(key, was, now)


def sentence(key: str, was: Any, now: Any) -> str:
    """Report a change of a keyword as a whole."""
    if key in SENTENCES:
        return SENTENCES[key][now is ABSENT]
    if key == "default":
        before = "there was none" if was is ABSENT else f"it was {shown(was)}"
        return f"there is no default, {before}" if now is ABSENT else f"the default is {shown(now)}, {before}"
    if key == "x-default-by" and now is not ABSENT:
        return f"the default depends on {now.get('parameter')}: {_cases(now.get('values'))}"
    known = key in SHIFTS or key in FIXED
    return ("" if known else "other change: ") + became(WORDS.get(key, key), was, now)


def shown(value: Any) -> str:
    """Write a value in JSON, strings as in Python, and not at any length."""
    text = repr(value) if isinstance(value, str) else canonical(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def became(key: str, was: Any, now: Any) -> str:
    """Say what a keyword is and what it was."""
    if now is ABSENT:
        return f"no {key}, it was {shown(was)}"
    return f"{key} is {shown(now)}, " + ("there was none" if was is ABSENT else f"it was {shown(was)}")


def pairs(was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs in two mappings, either of which may be absent."""
    before, after = (cast("Json", value) if isinstance(value, dict) else {} for value in (was, now))
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if not same(old, new):
            yield name, old, new


WORDS = {
    "enum": "list of values",
    "const": "fixed value",
    "anyOf": "list of alternatives",
    "oneOf": "list of alternatives",
    "x-since": "first day",
    "x-until": "first day without it",
    "x-message": "text of the refusal",
}
SENTENCES = {
    "deprecated": ("is deprecated", "is no longer deprecated"),
    "x-open-enum": (
        "other values than the listed ones may come",
        "no other values than the listed ones any more",
    ),
}
"""What is reported when a keyword is there now, and when it is not."""
LISTS = {
    "x-file-input": ("takes no local file of {} any more", "takes a local file of {}"),
    "x-enum-varnames": ("the client's constant {} is gone", "the client has a new constant {}"),
}


def _enum(was: list[Any], now: list[Any], use: Use, *, open_values: bool) -> Told:
    before, after = ({canonical(value): value for value in values} for values in (was, now))
    for key in before.keys() - after.keys():
        yield use.weight(Shift.FEWER), f"{before[key]!r} is no longer a value"
    for key in after.keys() - before.keys():
        # A reader of an open enum has always had to be ready for another value.
        yield (SAFE if open_values else use.weight(Shift.MORE)), f"{after[key]!r} is a new value"
    if before.keys() == after.keys():
        yield SAFE, "the values stand in another order"


def _list(key: str, was: Any, now: Any, use: Use) -> Told:
    """Report what of a list comes and goes; of constants the order counts too, as they stand for values."""
    before, after = ({*map(str, value)} if isinstance(value, list) else set[str]() for value in (was, now))
    constants = key == "x-enum-varnames"
    for name in before - after:
        yield BREAKING if constants else use.weight(Shift.FEWER), LISTS[key][0].format(name)
    for name in after - before:
        yield SAFE if constants else use.weight(Shift.MORE), LISTS[key][1].format(name)
    if before == after:
        yield BREAKING if constants else SAFE, f"{key} is in another order"


def _cases(values: Any) -> str:
    values = cast("Json", values) if isinstance(values, dict) else {}
    defaults = sorted({shown(brings) for brings in values.values()})
    return "; ".join(
        f"{one} for {', '.join(v for v, brings in values.items() if shown(brings) == one)}" for one in defaults
    )


def _calendar(key: str, was: Any, now: Any) -> Told:
    """Report what is dated otherwise; estimates and the emulator follow the dates."""
    if key == "x-enum-values":
        for value, old, new in pairs(was, now):
            yield RISKY, became(f"calendar of {value!r}", old, new)
        return
    for day, old, new in pairs(_by_day(was), _by_day(now)):
        state = "is new" if old is ABSENT else "is gone" if new is ABSENT else "is another"
        yield RISKY, f"what changes on {day} {state}"


def _by_day(changes: Any) -> dict[str, str]:
    """Return the dated changes by day; more of one day in one."""
    found: dict[str, str] = {}
    for change in [] if changes is ABSENT else changes:
        day = str(change.get("day")) if isinstance(change, dict) else "?"
        found[day] = found.get(day, "") + canonical(change)
    return found

"""Compare one keyword before and after: the weight of its change, and the words of the report.

jsonschema-rs decides which values a schema allows; this module covers changes that no value shows. An unknown keyword
is reported as risky, never ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ...spec.reading import Json
from .documents import ABSENT, canonical, component, pairs, same
from .weights import BREAKING, RISKY, SAFE, Change, Shift, Use, shift

LONGEST = 80
ALTERNATIVES = ("anyOf", "oneOf")
OTHER_MEMBERS = ("additionalProperties", "unevaluatedProperties")
ARRAYS_AND_OBJECTS = {
    *("items", "prefixItems", "unevaluatedItems", "contains", "minContains", "maxContains"),
    *("patternProperties", "propertyNames", *OTHER_MEMBERS),
}
"""Keywords that have a meaning only together."""
ASSERTIONS = {
    *("type", "const", "enum", "pattern", "uniqueItems", "dependentRequired", "dependentSchemas", "$dynamicRef"),
    *("multipleOf", "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
    *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "contentSchema"),
    *(*ALTERNATIVES, *ARRAYS_AND_OBJECTS),
}
"""Keywords that allow values and refuse others; conditions are compared as rules."""
OF_ANSWERS: dict[str, dict[Shift, str]] = {
    "type": {Shift.MORE: BREAKING, Shift.OTHER: BREAKING},
    "const": {Shift.OTHER: BREAKING},
    "items": dict.fromkeys(Shift, BREAKING),
    **{key: {Shift.MORE: BREAKING, Shift.OTHER: BREAKING} for key in ALTERNATIVES},
    **{key: {Shift.MORE: SAFE} for key in OTHER_MEMBERS},
}
"""Changes of an answer with another weight: the generated class passes values on unchecked, makes models of items and
alternatives, and keeps unknown members.
"""
FLAGS: dict[str, tuple[str, ...]] = {
    "x-open-enum": ("other values than the listed ones may come", "no other values than the listed ones any more"),
    "required": ("is required now", "is optional now"),
    "deprecated": ("is deprecated", "is no longer deprecated"),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), ()),
}
"""Keywords whose absence means ``false``, with the reports for becoming true and for becoming false."""
FIXED = {**dict.fromkeys(("route", "scheme"), BREAKING), **dict.fromkeys(("$defs", "x-message", "links"), SAFE)}
WORDS = {
    **dict.fromkeys(ALTERNATIVES, "list of alternatives"),
    "enum": "list of values",
    "const": "fixed value",
    "x-since": "first day",
    "x-until": "first day without it",
    "x-message": "text of the refusal",
}
BY_NAME = {"x-changes": "change of", "x-enum-values": "calendar of", "x-file-count": "number of files:"}
"""Keywords with several entries, by name or by date, each of which is reported."""
LISTS = {
    "enum": ("{} is no longer a value", "{} is a new value"),
    "x-file-input": ("takes no local file of {} any more", "takes a local file of {}"),
    "x-enum-varnames": ("the client's constant {} is gone", "the client has a new constant {}"),
    **dict.fromkeys(ALTERNATIVES, ("no alternative any more: {}", "another alternative: {}")),
}
"""Keywords whose removed and added values are each reported."""


def keyword(
    key: str, was: Any, now: Any, use: Use, place: str, *, values: Shift = Shift.SAME, is_open: bool = False
) -> Iterator[Change]:
    """Yield how a keyword differs.

    ``values`` is the change of the allowed values; ``is_open`` is whether an enum lists only some of them.
    """
    was, now = (ABSENT if key in FLAGS and value is False else value for value in (was, now))
    if same(was, now):
        return
    if key in BY_NAME:
        for name, old, new in pairs(_named(was), _named(now)):
            bounds = [{} if value is ABSENT else {name: value} for value in (old, new)]
            weight = use.weight(shift(*bounds)) if key == "x-file-count" else RISKY
            if not same(old, new):
                yield use.told(weight, place, became(f"{BY_NAME[key]} {name}", old, new))
    elif key in LISTS and (ABSENT not in (was, now) or key.startswith("x-")):
        yield from _list(key, was, now, use, place, values, is_open)
    elif key not in ASSERTIONS or values is not Shift.SAME:
        unclear = is_open and key == "enum" if use.sent else key in ALTERNATIVES
        yield use.told(RISKY if unclear else _weight(key, was, now, use, values), place, _sentence(key, was, now))


def _named(value: Any) -> Json:
    """Return the entries of a keyword by name, or by date."""
    found: Json = {} if value is ABSENT or isinstance(value, list) else value
    for change in value if isinstance(value, list) else []:
        found.setdefault(str(change.get("day") if isinstance(change, dict) else None), []).append(change)
    return found


def _weight(key: str, was: Any, now: Any, use: Use, values: Shift) -> str:
    if key in ASSERTIONS:
        return use.weight(values) if use.sent else OF_ANSWERS.get(key, {}).get(values, use.weight(values))
    if key in ("x-open-enum", "required"):
        return use.weight(Shift.FEWER if (key == "required") == (was is ABSENT) else Shift.MORE)
    return SAFE if key == "deprecated" and now is ABSENT else FIXED.get(key, RISKY)


def _list(key: str, was: Any, now: Any, use: Use, place: str, values: Shift, is_open: bool) -> Iterator[Change]:
    """Report the added and removed entries of a list; the order of constants counts too, as they belong to values."""
    constants = key == "x-enum-varnames"
    gone, new = (BREAKING, SAFE) if constants else (use.weight(Shift.FEWER), use.weight(Shift.MORE))
    if key in ALTERNATIVES:
        gone = new = _weight(key, was, now, use, values)
    elif is_open:  # readers of an open enum must always expect other values
        new = SAFE
    before, after = ({canonical(v): v for v in ([] if side is ABSENT else side)} for side in (was, now))
    for text in sorted(before.keys() ^ after.keys()):
        part = {**before, **after}[text]
        if_gone, if_new = (words.format(part if key.startswith("x-") else shown(part)) for words in LISTS[key])
        yield use.came(place, after.get(text, ABSENT), if_new, if_gone, new, gone)
    if before.keys() == after.keys():
        yield use.told(BREAKING if constants else SAFE, place, f"{WORDS.get(key, key)} is in another order")


# ------------------------------------------------------------------------------------------------------------
# in which words
def _sentence(key: str, was: Any, now: Any) -> str:
    if FLAGS.get(key):
        return FLAGS[key][now is ABSENT]
    if key in OTHER_MEMBERS and False in (was, now):
        return "no other members any more" if now is False else "other members may be there"
    if key in ("links", "route"):
        return f"{was} became {now}" if key == "route" else "the links differ, which only fuzzers follow"
    if key == "x-default-by" and now is not ABSENT:
        return "the default depends on " + ", then on ".join(_dependence(rule) for rule in now)
    return became(WORDS.get(key, key), was, now)


def _dependence(rule: Json) -> str:
    values = rule.get("values", {})
    cases = groupby(sorted(values, key=lambda value: shown(values[value])), lambda value: shown(values[value]))
    return f"{rule.get('parameter')}: " + "; ".join(f"{brings} for {', '.join(value)}" for brings, value in cases)


def became(key: str, was: Any, now: Any) -> str:
    """Return a text with the new and the old value of a keyword."""
    if now is ABSENT:
        return f"no {key}, it was {shown(was)}"
    return f"{key} is {shown(now)}, " + ("there was none" if was is ABSENT else f"it was {shown(was)}")


def shown(value: Any) -> str:
    """Write a value as JSON, with strings as in Python and components by name, shortened if it is long."""
    value = component(value) or value
    text = repr(value) if isinstance(value, str) else canonical(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."

"""Compare one schema before and after, recursively: bodies, parameters, answers, headers and events share this.

A schema is compared under a use (its direction and its name in the client). The same schema is compared once for each
use, which also ends cycles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, field, frozen
from meshwright_api._names import python_names

from ...spec.reading import Json
from .documents import ABSENT, canonical, component, pairs, references, same
from .keywords import ARRAYS_AND_OBJECTS, ASSERTIONS, OTHER_MEMBERS, keyword, shown
from .views import Located, View, view
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Shift, Use, shift

HOLDING = {"items": "[]", "contentSchema": ".contentSchema", **dict.fromkeys(OTHER_MEMBERS, ".*")}
"""Keywords that hold one schema, which is compared as one, and how its place is written."""


@frozen
class Sides:
    """Both documents, and the comparisons already made."""

    old: Json
    new: Json
    touched: set[str]
    """References to components that differ, directly or through references."""
    compared: set[tuple[Any, ...]] = field(factory=set)

    def compare(self, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
        """Compare two schemas, unless they and their references are equal or were already compared under this use."""
        equal = same(old, new)
        if equal and self.touched.isdisjoint(references(old)):
            return
        key = (old["$ref"], use) if equal and component(old) else (id(old), id(new), use, place)
        if key not in self.compared:
            self.compared.add(key)
            yield from _schema(self, view(self.old, old, place), view(self.new, new, place), use, place)

    def compare_shared(self, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
        """Compare the components inside a part that is compared as a whole."""
        for reference in sorted(references(old) & references(new)):
            yield from self.compare({"$ref": reference}, {"$ref": reference}, evolve(use, call=False), place)

    def shift(self, old: Json, new: Json) -> Shift:
        """Return the change of the values that two schemas allow, with resolved components."""
        was, now = (
            {**schema, "components": spec["components"]} if references(schema) else schema
            for schema, spec in ((old, self.old), (new, self.new))
        )
        return shift(was, now)


def renamed(was: str | None, now: str | None) -> str:
    """Report that a part is another component."""
    return f"is {now or 'without a name'}, it was {was or 'without a name'}"


def _schema(sides: Sides, was: View, now: View, use: Use, place: str) -> Iterator[Change]:
    if was.name != now.name:
        # A class of the client goes by the name of its component; of a request only the parameters are used.
        weight = BREAKING if was.properties and use.direction is Direction.ANSWERED else RISKY
        yield use.told(weight, place, renamed(was.name, now.name))
    if now.nullable and not was.nullable:
        # The client passes null on although the class has another type. A program that expects UNSET tests `if
        # task.model_urls` and still works; a program that relies on the value gets an unexpected None.
        weight = SAFE if use.sent else BREAKING if use.certain else RISKY
        yield use.told(weight, was.name or place, "may be null now")
    elif was.nullable and not now.nullable:
        yield use.told(use.weight(Shift.FEWER), was.name or place, "may be null no longer")
    yield from _keywords(sides, was, now, use)
    name = was.name or now.name
    within = use.model(name) if name and (was.properties or now.properties) else use
    yield from _members(sides, was, now, within)
    yield from _rules(sides, was.rules, now.rules, within)


def _keywords(sides: Sides, was: View, now: View, use: Use) -> Iterator[Change]:
    for one, other in ((was, now), (now, was)):
        if "const" in one.keywords and "enum" in other.keywords:  # a fixed value is a list of one
            fixed = one.keywords.pop("const")
            one.keywords["enum"] = evolve(fixed, value=[fixed.value])
    beside = {key: part.value for key, part in now.keywords.items() if key in ARRAYS_AND_OBJECTS}
    is_open = all("x-open-enum" in part.keywords for part in (was, now))
    for key, old, new in pairs(was.keywords, now.keywords):
        place = (new if old is ABSENT else old).place
        before, after = (part if part is ABSENT else part.value for part in (old, new))
        if key in OTHER_MEMBERS:
            before, after = ({} if part is ABSENT or part is True else part for part in (before, after))
        if key in HOLDING and not any(part is ABSENT or part is False for part in (before, after)):
            inner = evolve(use, call=False, certain=True)
            yield from sides.compare(before, after, inner, place + HOLDING[key])
            continue
        values = Shift.SAME
        if key in ASSERTIONS and not same(before, after):
            others = {name: part for name, part in beside.items() if name != key and key in ARRAYS_AND_OBJECTS}
            # Validators do not check a string against its contentSchema, but a service parses it.
            called = "items" if key == "contentSchema" else key
            alone = (others if part is ABSENT else {**others, called: part} for part in (before, after))
            values = sides.shift(*alone)
        yield from keyword(key, before, after, use, place, values=values, is_open=is_open)
        yield from sides.compare_shared(before, after, use, place)


def _members(sides: Sides, was: View, now: View, use: Use) -> Iterator[Change]:
    attributes = python_names(was.properties) | python_names(now.properties)
    for name, old, new in pairs(was.properties, now.properties):
        member = use.member(attributes[name], certain=name in was.required)
        if old is ABSENT or new is ABSENT:
            must = use.sent and name in now.required and name not in was.required
            told = ("is new, and must be given" if must else "is new"), "is gone"
            yield member.came((new if old is ABSENT else old).place, new, *told, new=BREAKING if must else SAFE)
        else:
            yield from sides.compare(old.value, new.value, member, old.place)
    for name, old, new in pairs(was.required, now.required):
        one_sided = (name in was.properties) != (name in now.properties)
        if (old is ABSENT or new is ABSENT) and not (one_sided and name in (now if old is ABSENT else was).properties):
            member = use.member(attributes.get(str(name), str(name)), certain=True)
            weights = (BREAKING, SAFE) if use.sent else (SAFE, BREAKING)
            place = f"{new if old is ABSENT else old}.{name}"
            yield member.came(place, new, "is required now", "is optional now", *weights)


def _rules(sides: Sides, old: list[Located], new: list[Located], use: Use) -> Iterator[Change]:
    """Compare the conditions as sets, because their order has no meaning; conditions with the same message are the same
    rule.
    """
    before, after = ({canonical(rule.value): rule for rule in rules} for rules in (old, new))
    gone = {_message(rule) or text: rule for text, rule in before.items() if text not in after}
    come = {_message(rule) or text: rule for text, rule in after.items() if text not in before}
    for _, was, now in pairs(gone, come):
        rule = was if now is ABSENT else now
        words = _message(rule) or shown(rule.value)
        if ABSENT in (was, now):
            weights = use.weight(Shift.FEWER), use.weight(Shift.MORE)
            yield use.came(rule.place, now, f"a new rule: {words}", f"no rule any more: {words}", *weights)
        else:
            yield use.told(use.weight(sides.shift(was.value, now.value)), was.place, f"another rule: {words}")
            yield from sides.compare_shared(was.value, now.value, use, was.place)
    for text in before.keys() & after.keys():
        yield from sides.compare_shared(before[text].value, after[text].value, use, before[text].place)


def _message(rule: Located) -> str | None:
    return rule.value.get("x-message") if isinstance(rule.value, dict) else None

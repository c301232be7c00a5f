"""One schema, before and after: the recursive comparison that bodies, parameters, answers, headers and events share.

A schema is compared under a use (which way it travels, what the client calls it). The same schema is compared once
for each use, which ends circles as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, field, frozen

from ...specs import Json
from .documents import canonical, component, references, same
from .keywords import LONGEST, became, keyword, shown
from .shifts import ABSENT, present_shift
from .views import Located, View, view
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Shift, Use

SCHEMAS_WITHIN = ("items", "contains", "propertyNames", "contentSchema")
ALTERNATIVES = ("oneOf", "anyOf")


@frozen
class Sides:
    """Both documents, and what of them has been compared."""

    old: Json
    new: Json
    touched: set[str]
    """The components that differ, or lead to one that does."""
    compared: set[tuple[int, int, Use, str]] = field(factory=set)
    components: set[str] = field(factory=set)
    """References that were followed on both sides."""
    nodes: dict[str, Json] = field(factory=dict)
    """One node for each reference, as the comparison tells nodes apart by their identity."""

    def untouched(self, old: Any, new: Any) -> bool:
        """Whether two parts are equal, with all that they lead to; most are."""
        return same(old, new) and self.touched.isdisjoint(references(old))

    def met(self, old: Iterable[Any], new: Iterable[Any]) -> None:
        """Remember the components that stand on both sides."""
        before, after = ({node["$ref"] for node in nodes if component(node)} for nodes in (old, new))
        self.components.update(before & after)

    def node(self, reference: str) -> Json:
        """Return a schema that is a component."""
        return self.nodes.setdefault(reference, {"$ref": reference})


def schemas(sides: Sides, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
    """Yield the changes from one schema to another."""
    key = (id(old), id(new), use, place)
    if key in sides.compared or sides.untouched(old, new):
        return
    sides.compared.add(key)
    was, now = view(sides.old, old, place), view(sides.new, new, place)
    sides.components.update({*was.references} & {*now.references})
    yield from _name(was, now, use, place)
    yield from _null(was, now, use, was.name or place)
    yield from _keywords(sides, was, now, use, place)
    name = was.name or now.name
    within = use.model(name) if name and (was.is_object or now.is_object) else use
    yield from _members(sides, was, now, within)
    yield from _rules(sides, was, now, within, was.name or place)


def _name(was: View, now: View, use: Use, place: str) -> Iterator[Change]:
    if was.name != now.name:
        # A class of the client goes by the name of its component; of a request only the parameters are used.
        weight = use.answer(BREAKING) if was.is_object and use.direction is Direction.ANSWERED else RISKY
        yield use.told(weight, place, f"is {now.name or 'without a name'}, it was {was.name or 'without a name'}")


def _null(was: View, now: View, use: Use, place: str) -> Iterator[Change]:
    if now.nullable and not was.nullable:
        # The client passes null on where the class says something else. A program that had to be ready for UNSET
        # asks `if task.model_urls` and gets along; where the value was certain, it meets None unprepared.
        weight = SAFE if use.direction is Direction.SENT else use.answer(BREAKING if use.certain else RISKY)
        yield use.told(weight, place, "may be null now")
    elif was.nullable and not now.nullable:
        yield use.told(use.weight(Shift.FEWER), place, "may be null no longer")


# ------------------------------------------------------------------------------------------------------------
# keywords
def _keywords(sides: Sides, was: View, now: View, use: Use, place: str) -> Iterator[Change]:
    nothing = Located(ABSENT, place)
    open_before = _opens(was)
    for key in sorted(was.keywords.keys() | now.keywords.keys()):
        old, new = was.keywords.get(key, nothing), now.keywords.get(key, nothing)
        where = old.place if old is not nothing else new.place
        if key in SCHEMAS_WITHIN and ABSENT not in (old.value, new.value):
            inner = evolve(use, call=False, certain=True)
            yield from schemas(sides, old.value, new.value, inner, f"{where}{_suffix(key)}")
        elif key in SCHEMAS_WITHIN:
            # Without a schema the client makes no model of what is within.
            weight = use.weight(present_shift(old.value, new.value, Shift.OTHER))
            weight = use.answer(BREAKING) if use.direction is Direction.ANSWERED else weight
            yield use.told(weight, where, became(key, _short(old.value), _short(new.value)))
        elif key == "additionalProperties":
            yield from _additional(sides, old.value, new.value, use, where)
        elif key in ALTERNATIVES and ABSENT not in (old.value, new.value):
            yield from _alternatives(sides, key, old.value, new.value, use, where)
        elif key in ALTERNATIVES:
            weight = use.weight(present_shift(old.value, new.value, Shift.OTHER))
            weight = weight if use.direction is Direction.SENT else RISKY
            yield use.told(weight, where, became("list of alternatives", old.value, new.value))
        else:
            for weight, sentence in keyword(key, old.value, new.value, use, open_values=open_before and _opens(now)):
                yield use.told(weight, where, sentence)
            yield from _shared(sides, old.value, new.value, use, where)


def _opens(part: View) -> bool:
    mark = part.keywords.get("x-open-enum")
    return mark is not None and mark.value is True


ANYTHING: Json = {}


def _short(schema: Any) -> Any:
    return schema if schema is ABSENT else component(schema) or schema


def _suffix(key: str) -> str:
    return "[]" if key == "items" else f".{key}"


def _shared(sides: Sides, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
    """Follow the references within what is compared as a whole."""
    for reference in sorted({*references(old)} & {*references(new)}):
        node = sides.node(reference)
        yield from schemas(sides, node, node, evolve(use, call=False), place)


def _additional(sides: Sides, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
    before, after = (True if schema in (ABSENT, ANYTHING) else schema for schema in (old, new))
    if before is not False and after is not False:
        if before is not True or after is not True:
            yield from schemas(sides, _schema(before), _schema(after), evolve(use, call=False), f"{place}.*")
    elif before is not False:
        yield use.told(use.weight(Shift.FEWER), place, "no other members any more")
    elif after is not False:
        # Members that the spec does not name are kept, in additional_properties: nothing that exists is touched.
        yield use.told(SAFE, place, "other members may be there")


def _schema(value: Any) -> Any:
    return ANYTHING if value is True else value


def _alternatives(sides: Sides, key: str, old: list[Any], new: list[Any], use: Use, place: str) -> Iterator[Change]:
    for branch in old:
        if _among(branch, new):
            yield from schemas(sides, branch, branch, evolve(use, call=False), place)
    gone = [branch for branch in old if not _among(branch, new)]
    come = [branch for branch in new if not _among(branch, old)]
    for one, other in zip(gone, come, strict=False):
        yield from schemas(sides, one, other, evolve(use, call=False), place)
    for branch in gone[len(come) :]:
        yield use.told(use.weight(Shift.FEWER), place, f"no alternative any more: {_named(branch)}")
    for branch in come[len(gone) :]:
        # With oneOf a value must match exactly one, so that another alternative may shut out what was taken.
        weight = RISKY if key == "oneOf" and use.direction is Direction.SENT else use.weight(Shift.MORE)
        weight = use.answer(BREAKING) if use.direction is Direction.ANSWERED else weight
        yield use.told(weight, place, f"another alternative: {_named(branch)}")


def _named(schema: Any) -> str:
    return component(schema) or shown(schema)


def _among(part: Any, parts: list[Any]) -> bool:
    return canonical(part) in map(canonical, parts)


# ------------------------------------------------------------------------------------------------------------
# members
def _members(sides: Sides, was: View, now: View, use: Use) -> Iterator[Change]:
    sent = use.direction is Direction.SENT
    for name in sorted(was.properties.keys() | now.properties.keys()):
        old, new = was.properties.get(name), now.properties.get(name)
        member = use.member(name, certain=name in was.required)
        if old is None and new is not None:
            must = name in now.required and name not in was.required
            told = "is new, and must be given" if must and sent else "is new"
            yield member.told(BREAKING if must and sent else SAFE, new.place, told)
        elif old is not None and new is None:
            yield member.told(member.answer(BREAKING), old.place, "is gone")
        elif old is not None and new is not None:
            yield from schemas(sides, old.value, new.value, member, old.place)
    yield from _required(was, now, use)


def _required(was: View, now: View, use: Use) -> Iterator[Change]:
    sent = use.direction is Direction.SENT
    for name in now.required.keys() - was.required.keys():
        if name in was.properties or name not in now.properties:
            place = f"{now.required[name]}.{name}"
            yield use.member(name, certain=True).told(BREAKING if sent else SAFE, place, "is required now")
    for name in was.required.keys() - now.required.keys():
        if name in now.properties or name not in was.properties:
            weight = SAFE if sent else use.answer(BREAKING)
            yield use.member(name, certain=True).told(weight, f"{was.required[name]}.{name}", "is optional now")


# ------------------------------------------------------------------------------------------------------------
# rules
def _rules(sides: Sides, was: View, now: View, use: Use, place: str) -> Iterator[Change]:
    """Compare the conditions as sets: their order says nothing."""
    gone = [rule for rule in was.rules if not _among(rule.value, [other.value for other in now.rules])]
    come = [rule for rule in now.rules if not _among(rule.value, [other.value for other in was.rules])]
    for rule in gone:
        same = next((other for other in come if _message(other) == _message(rule)), None)
        if same is not None:
            come.remove(same)
            yield use.told(use.weight(Shift.OTHER), rule.place, f"another rule: {_words(same)}")
            yield from _shared(sides, rule.value, same.value, use, place)
        else:
            yield use.told(use.weight(Shift.MORE), rule.place, f"no rule any more: {_words(rule)}")
    for rule in come:
        yield use.told(use.weight(Shift.FEWER), rule.place, f"a new rule: {_words(rule)}")
    for rule in was.rules:
        yield from _shared(sides, rule.value, rule.value, use, rule.place)


def _message(rule: Located) -> Any:
    return rule.value.get("x-message") if isinstance(rule.value, dict) else None


def _words(rule: Located) -> str:
    message = _message(rule)
    if isinstance(message, str):
        return message
    text = canonical(rule.value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."

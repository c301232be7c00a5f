"""One schema, before and after: the recursive comparison that bodies, parameters, answers, headers and events share.

A schema is compared under a use (which way it travels, what the client calls it). The same schema is compared once
for each use, which ends circles as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, field, frozen
from meshwright_api._names import python_names

from ...spec.reading import Json
from .documents import canonical, component, references, same
from .keywords import ABSENT, became, keyword, shown, weight_of
from .views import Located, View, view
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Shift, Use

WITHIN = ("items", "contains", "propertyNames", "contentSchema", "unevaluatedItems")
"""Keywords that hold one schema."""
SEVERAL = ("prefixItems", "patternProperties", "dependentSchemas")
"""Keywords that hold several, each with a number or a name."""
CLOSING = {
    "prefixItems": {"items", "unevaluatedItems"},
    "patternProperties": {"additionalProperties", "unevaluatedProperties"},
    "dependentSchemas": {"unevaluatedProperties"},
}
"""Keywords that judge what these leave over, so that less of these may allow less."""
OTHER_MEMBERS = ("additionalProperties", "unevaluatedProperties")
ALTERNATIVES = ("oneOf", "anyOf")
ANYTHING: Json = {}


@frozen
class Sides:
    """Both documents, and what of them has been compared."""

    old: Json
    new: Json
    touched: set[str]
    """The components that differ, or lead to one that does."""
    pending: list[tuple[Any, Any, Use, str]] = field(factory=list)
    """Schemas that are still to be compared; a list, as recursive schemas may be deeper than Python's stack."""
    compared: set[tuple[Any, ...]] = field(factory=set)
    components: set[str] = field(factory=set)
    """References that were followed on both sides."""

    def met(self, old: Iterable[Any], new: Iterable[Any]) -> None:
        """Remember the components that stand on both sides."""
        before, after = ({node["$ref"] for node in nodes if component(node)} for nodes in (old, new))
        self.components.update(before & after)

    def compare(self, old: Any, new: Any, use: Use, place: str) -> None:
        """Have two schemas compared, unless they are equal with all that they lead to, or have been under this use."""
        if same(old, new) and self.touched.isdisjoint(references(old)):
            return
        same_component = component(old) is not None and old == new
        key = (old["$ref"], use) if same_component else (id(old), id(new), use, place)
        if key not in self.compared:
            self.compared.add(key)
            self.pending.append((old, new, use, place))


def compared(sides: Sides) -> Iterator[Change]:
    """Yield the changes of all schemas that are to be compared, and of those that they lead to."""
    while sides.pending:
        yield from _schema(sides, *sides.pending.pop())


def _schema(sides: Sides, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
    if old is False or new is False:
        if old is not new:
            shift, told = (Shift.FEWER, "no value any more") if new is False else (Shift.MORE, "some values now")
            yield use.told(use.weight(shift), place, f"allows {told}")
        return
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
    for one, other in ((was, now), (now, was)):
        if "const" in one.keywords and "enum" in other.keywords:  # a fixed value is a list of one
            fixed = one.keywords.pop("const")
            one.keywords["enum"] = evolve(fixed, value=[fixed.value])
    inner = evolve(use, call=False, certain=True)
    for key in sorted(was.keywords.keys() | now.keywords.keys()):
        old, new = was.keywords.get(key, nothing), now.keywords.get(key, nothing)
        where = old.place if old is not nothing else new.place
        both = ABSENT not in (old.value, new.value)
        if key in WITHIN and both:
            sides.compare(old.value, new.value, inner, f"{where}{'[]' if key == 'items' else f'.{key}'}")
        elif key in SEVERAL:
            closed = bool(CLOSING[key] & now.keywords.keys())
            yield from _several(sides, key, old.value, new.value, inner, where, closed=closed)
        elif key in OTHER_MEMBERS:
            yield from _other_members(sides, old.value, new.value, inner, where)
        elif key in ALTERNATIVES and both:
            yield from _alternatives(sides, key, old.value, new.value, inner, where)
        elif key in WITHIN:
            names = (part if part is ABSENT else component(part) or part for part in (old.value, new.value))
            yield use.told(weight_of(key, old.value, new.value, use), where, became(key, *names))
        else:
            open_values = _is_open(was) and _is_open(now)
            for weight, sentence in keyword(key, old.value, new.value, use, open_values=open_values):
                yield use.told(weight, where, sentence)
            _shared(sides, old.value, new.value, use, where)


def _is_open(part: View) -> bool:
    mark = part.keywords.get("x-open-enum")
    return mark is not None and mark.value is True


def _shared(sides: Sides, old: Any, new: Any, use: Use, place: str) -> None:
    """Have the components compared that stand within what is compared as a whole."""
    for reference in sorted({*references(old)} & {*references(new)}):
        sides.compare({"$ref": reference}, {"$ref": reference}, evolve(use, call=False), place)


def _several(sides: Sides, key: str, old: Any, new: Any, use: Use, place: str, *, closed: bool) -> Iterator[Change]:
    """Compare schemas by their number or name."""
    before, after = (_by_name(parts) for parts in (old, new))
    for name in sorted(before.keys() | after.keys()):
        where = f"{place}.{key}.{name}"
        if name in before and name in after:
            sides.compare(before[name], after[name], use, where)
        else:
            shift = Shift.MORE if name in before else Shift.FEWER
            shift = Shift.OTHER if closed and name in before else shift
            yield use.told(use.weight(shift), where, "is gone" if name in before else "is new")


def _by_name(parts: Any) -> dict[Any, Any]:
    return {} if parts is ABSENT else dict(parts if isinstance(parts, dict) else enumerate(parts))


def _other_members(sides: Sides, old: Any, new: Any, use: Use, place: str) -> Iterator[Change]:
    before, after = (ANYTHING if schema in (ABSENT, True, ANYTHING) else schema for schema in (old, new))
    if before is not False and after is not False:
        sides.compare(before, after, use, f"{place}.*")
    elif before is not False:
        yield use.told(use.weight(Shift.FEWER), place, "no other members any more")
    elif after is not False:
        # Members that the spec does not name are kept, in additional_properties: nothing that exists is affected.
        yield use.told(SAFE, place, "other members may be there")


def _alternatives(sides: Sides, key: str, old: list[Any], new: list[Any], use: Use, place: str) -> Iterator[Change]:
    for branch in old:
        if _among(branch, new):
            sides.compare(branch, branch, use, place)
    gone = [branch for branch in old if not _among(branch, new)]
    come = [branch for branch in new if not _among(branch, old)]
    for one, other in zip(gone, come, strict=False):
        sides.compare(one, other, use, place)
    for branch in gone[len(come) :]:
        yield use.told(use.weight(Shift.FEWER), place, f"no alternative any more: {component(branch) or shown(branch)}")
    for branch in come[len(gone) :]:
        # With oneOf a value must match exactly one, so that another alternative may shut out what was taken.
        weight = RISKY if key == "oneOf" and use.direction is Direction.SENT else use.weight(Shift.MORE)
        weight = use.answer(BREAKING) if use.direction is Direction.ANSWERED else weight
        yield use.told(weight, place, f"another alternative: {component(branch) or shown(branch)}")


def _among(part: Any, parts: list[Any]) -> bool:
    return canonical(part) in map(canonical, parts)


# ------------------------------------------------------------------------------------------------------------
# members
def _members(sides: Sides, was: View, now: View, use: Use) -> Iterator[Change]:
    sent = use.direction is Direction.SENT
    attributes = python_names(was.properties) | python_names(now.properties)
    for name in sorted(was.properties.keys() | now.properties.keys()):
        old, new = was.properties.get(name), now.properties.get(name)
        member = use.member(attributes[name], certain=name in was.required)
        if old is None and new is not None:
            must = name in now.required and name not in was.required
            told = "is new, and must be given" if must and sent else "is new"
            yield member.told(BREAKING if must and sent else SAFE, new.place, told)
        elif old is not None and new is None:
            yield member.told(member.answer(BREAKING), old.place, "is gone")
        elif old is not None and new is not None:
            sides.compare(old.value, new.value, member, old.place)
    for name in now.required.keys() ^ was.required.keys():
        more, less = (now, was) if name in now.required else (was, now)
        if name in more.properties and name not in less.properties:
            continue  # reported as new, or gone
        member = use.member(attributes.get(name, name), certain=True)
        place = f"{more.required[name]}.{name}"
        if more is now:
            yield member.told(BREAKING if sent else SAFE, place, "is required now")
        else:
            yield member.told(SAFE if sent else use.answer(BREAKING), place, "is optional now")


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
            _shared(sides, rule.value, same.value, use, place)
        else:
            yield use.told(use.weight(Shift.MORE), rule.place, f"no rule any more: {_words(rule)}")
    for rule in come:
        yield use.told(use.weight(Shift.FEWER), rule.place, f"a new rule: {_words(rule)}")
    for rule in was.rules:
        _shared(sides, rule.value, rule.value, use, rule.place)


def _message(rule: Located) -> Any:
    return rule.value.get("x-message") if isinstance(rule.value, dict) else None


def _words(rule: Located) -> str:
    message = _message(rule)
    return message if isinstance(message, str) else shown(rule.value)

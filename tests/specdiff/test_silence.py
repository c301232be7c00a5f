"""Nothing that differs is passed over, and no widening of a request is safe both ways: specs altered at random."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from helpers.specs.changing import MEANS_THE_SAME, Json
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from meshwright.contract.changes import BREAKING, SAFE, Change, changes
from meshwright.contract.changes.checking import check
from meshwright.contract.changes.documents import BadSpec, stripped
from meshwright.spec.reading import load_spec


def places(part: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield every place below a part."""
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in members:
        yield (*place, key)
        yield from places(value, (*place, key))


PLAIN = {name: stripped({**load_spec(name), "info": {}}) for name in ("meshy", "flighthub")}
PLACES = [(name, place) for name, spec in PLAIN.items() for place in places(spec) if place != ("info",)]
NEUTRAL = (
    "links differ",
    "text of the refusal",
    "another order",
    "means the same",
    " value",
)
"""Changes that are safe in both directions; for a value that comes or goes, only in an open enum of an answer."""


def other(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, bool) or value is None:
        return not value
    return value + 1 if isinstance(value, (int, float)) else f"{value}x"


def mutated(name: str, place: tuple[Any, ...], kind: str) -> Json:
    """Return a spec that differs in one place."""
    new: Json = copy.deepcopy(PLAIN[name])
    parent: Any = new
    for step in place[:-1]:
        parent = parent[step]
    value = parent[place[-1]]
    if kind == "gone":
        del parent[place[-1]]
    elif isinstance(value, dict):
        value["x-unheard-of"] = {"type": "string"}
    elif isinstance(value, list):
        value.append("x")
    else:
        parent[place[-1]] = other(value)
    return new


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["gone", "another"]))
def test_nothing_is_passed_over(where: tuple[str, tuple[Any, ...]], kind: str) -> None:
    """Every change is refused or reported; one that is safe one way is not safe the other way as well."""
    name, place = where
    # An empty path has no operation, and `type: object` of a base is repeated by the schemas that include it.
    # Webhooks are not compared: their own component may change.
    assume(place != ("paths",) and place[-1] != "type" and "AnyTask" not in place)
    old, new = PLAIN[name], mutated(name, place, kind)
    try:
        check(new)
    except BadSpec:
        return
    found = changes(old, new)
    assert found
    assert MEANS_THE_SAME not in map(str, found), place
    if all(change.weight == SAFE for change in found):
        back = changes(new, old)
        assert any(change.weight != SAFE for change in back) or told_neutrally(found), [str(c) for c in found]


def told_neutrally(found: list[Change]) -> bool:
    """Whether every change is one of those that are nothing in both directions."""
    return all(any(words in change.sentence for words in NEUTRAL) for change in found)


WIDENINGS: dict[str, Callable[[Json, int], object]] = {
    "maximum": lambda field, number: field.update(maximum=field["maximum"] + number),
    "minimum": lambda field, number: field.update(minimum=field["minimum"] - number),
    "maxLength": lambda field, number: field.update(maxLength=field["maxLength"] + number),
    "maxItems": lambda field, number: field.update(maxItems=field["maxItems"] + number),
    "minLength": lambda field, _: field.pop("minLength"),
    "pattern": lambda field, _: field.pop("pattern"),
    "enum": lambda field, number: field["enum"].append(f"value {number}"),
    "type": lambda field, _: field.update(type=[field["type"], "null"]),
    "required": lambda field, number: field["required"].pop(number % len(field["required"])),
    "allOf": lambda field, _: field["allOf"].pop(),
}
SENT = ("CreateImageTo3D", "CreateMultiImageTo3D", "CreateResize", "GenerationParameters", "UploadCallback")
WIDENED = [
    (name, place[:-1], place[-1])
    for name, place in PLACES
    if place[-1] in WIDENINGS
    and place[0] == "components"
    and place[2] in (*SENT, "UploadedFile", "ReconstructionParameters", "StartReconstruction", "Topology", "SortBy")
    and not {"if", "then", "else", "not", "anyOf", "x-file-count", "contentSchema", "x-changes"} & {*place[:-1]}
    and (place[-1] != "type" or place[-3:-2] == ("properties",))
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WIDENED), st.integers(1, 1000))
def test_widened_requests(widened: tuple[str, tuple[Any, ...], str], number: int) -> None:
    """A request that allows more is safe, and the way back breaks programs."""
    name, place, keyword = widened
    new: Json = copy.deepcopy(PLAIN[name])
    field: Any = new
    for step in place:
        field = field[step]
    WIDENINGS[keyword](field, number)
    assert {change.weight for change in changes(PLAIN[name], new)} == {SAFE}, place
    assert BREAKING in {change.weight for change in changes(new, PLAIN[name])}, place

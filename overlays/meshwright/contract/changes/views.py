"""A schema as one flat view: its reference followed, its bases and its "or null" taken in, each part with its place.

How a schema is put together (which base declares a member, in which order) is nothing to a user of the client, so
that two views are compared and not two schemas. What a view cannot hold (a keyword that a base sets otherwise) becomes
a rule, so that nothing is lost.
"""

from __future__ import annotations

from typing import Any, cast

from attrs import define, field, frozen

from ...spec.reading import Json
from .documents import component, or_null, same, target

CONDITION = ("if", "then", "else")
OVERRIDDEN = {"default", "deprecated", "format", "readOnly", "writeOnly"}
"""Keywords of which the nearest counts; so does that of an extension. Those of a base are constraints and add up."""


@frozen
class Located:
    """A part of a schema and where it stands."""

    value: Any
    place: str


@define
class View:
    """What a schema says, wherever it says it."""

    name: str | None = None
    """The component that it is."""
    nullable: bool = False
    keywords: dict[str, Located] = field(factory=dict)
    properties: dict[str, Located] = field(factory=dict)
    required: dict[str, str] = field(factory=dict)
    """Members that must be there, each with the place that says so."""
    rules: list[Located] = field(factory=list)
    """Conditions besides, in no order."""
    references: list[str] = field(factory=list)
    """The components that it took in."""

    @property
    def is_object(self) -> bool:
        """Return whether the client has a class for it."""
        return bool(self.properties)


def view(spec: Json, node: Any, place: str) -> View:
    """Return the view of a schema (``true`` and ``false`` are schemas too)."""
    found = View(name=component(node))
    _take(spec, node, place, found)
    return found


def _take(spec: Json, node: Any, place: str, found: View) -> None:
    if not isinstance(node, dict):
        if node is False:
            found.rules.append(Located({"not": {}}, place))
        return
    schema = cast("Json", node)
    for key, value in schema.items():
        if key not in ("$ref", "allOf", *CONDITION):
            _take_keyword(spec, key, value, place, found)
    if condition := {key: schema[key] for key in CONDITION if key in schema}:
        found.rules.append(Located(condition, place))
    if "$ref" in schema:
        found.references.append(schema["$ref"])
        _take(spec, target(spec, schema["$ref"]), component(schema) or place, found)
    for part in schema.get("allOf", []):
        if component(part):
            found.name = found.name or component(part)
            _take(spec, part, place, found)
        else:
            found.rules.append(Located(part, place))


def _take_keyword(spec: Json, key: str, value: Any, place: str, found: View) -> None:
    if key == "properties":
        for name, schema in value.items():
            _keep(found, found.properties, name, Located(schema, f"{place}.{name}"), {"properties": {name: schema}})
    elif key == "required" and isinstance(value, list):
        for name in cast("list[str]", value):
            found.required.setdefault(name, place)
    elif key == "not":
        found.rules.append(Located({"not": value}, place))
    elif key in ("oneOf", "anyOf") and (others := or_null(value)):
        found.nullable = True
        if len(others) > 1:
            _keep(found, found.keywords, key, Located(others, place), {key: others})
        else:
            found.name = found.name or component(others[0])
            _take(spec, others[0], place, found)
    elif key == "type":
        types = [value] if isinstance(value, str) else cast("list[Any]", value)
        found.nullable = found.nullable or "null" in types
        others = [name for name in types if name != "null"]
        named: Any = others[0] if len(others) == 1 else others
        _keep(found, found.keywords, key, Located(named, place), {key: named})
    else:
        _keep(found, found.keywords, key, Located(value, place), {key: value})


def _keep(found: View, kept: dict[str, Located], key: str, part: Located, rule: Json) -> None:
    """Keep a part unless a nearer one is there, which a constraint only adds to."""
    nearer = kept.setdefault(key, part)
    overridden = kept is found.keywords and (key in OVERRIDDEN or key.startswith("x-"))
    if not overridden and not same(nearer.value, part.value):
        found.rules.append(Located(rule, part.place))

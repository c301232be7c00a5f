"""A schema as one flat view: its reference resolved, its bases and its "or null" merged, each part with its place.

The structure of a schema (which base declares a member, in which order) does not matter to a user of the client, so
views are compared and not schemas. A keyword that a view cannot hold, because a base sets it differently, becomes a
rule, so that nothing is lost.
"""

from __future__ import annotations

from typing import Any, cast

from attrs import define, field, frozen

from ...spec.reading import Json
from .documents import BadSpec, component, same, target

CONDITION = ("if", "then", "else")
NULL: tuple[Json, ...] = ({"type": "null"}, {"type": ["null"]})
OVERRIDDEN = {"default", "deprecated", "format", "readOnly", "writeOnly"}
"""Keywords of which only the nearest counts, as with extensions. The keywords of a base are constraints and are
combined.
"""


@frozen
class Located:
    """A part of a schema and its place."""

    value: Any
    place: str


@define
class View:
    """The merged content of a schema."""

    spec: Json
    name: str | None = None
    """The component that it is."""
    nullable: bool = False
    keywords: dict[str, Located] = field(factory=dict)
    properties: dict[str, Located] = field(factory=dict)
    required: dict[str, str] = field(factory=dict)
    """Required members, each with the place that requires it."""
    rules: list[Located] = field(factory=list)
    """Further conditions, unordered."""

    def take(self, node: Any, place: str, seen: tuple[str, ...] = ()) -> None:
        """Merge a schema (``true`` and ``false`` are schemas too); raises BadSpec for one that includes itself."""
        schema = cast("Json", node if isinstance(node, dict) else {} if node else {"not": {}})
        for key, value in schema.items():
            if key not in ("$ref", "allOf", *CONDITION):
                self._take_keyword(key, value, place, seen)
        if condition := {key: schema[key] for key in CONDITION if key in schema}:
            self.rules.append(Located(condition, place))
        if (reference := schema.get("$ref")) in seen:
            raise BadSpec(f"{seen[0].removeprefix('#/').replace('/', '.')}: $ref {reference} leads back to itself")
        if reference:
            self.take(target(self.spec, reference), component(schema) or place, (*seen, reference))
        for part in schema.get("allOf", []):
            if component(part):
                self._take_other(part, place, seen)
            else:
                self.rules.append(Located(part, place))

    def _take_other(self, node: Any, place: str, seen: tuple[str, ...]) -> None:
        self.name = self.name or component(node)
        self.take(node, place, seen)

    def _take_keyword(self, key: str, value: Any, place: str, seen: tuple[str, ...]) -> None:
        if key == "properties":
            for name, schema in value.items():
                self._keep(self.properties, name, Located(schema, f"{place}.{name}"), {"properties": {name: schema}})
        elif key == "required":
            self.required = {**dict.fromkeys(value, place), **self.required}
        elif key == "not":
            self.rules.append(Located({"not": value}, place))
        elif key in ("oneOf", "anyOf") and [branch in NULL for branch in value].count(True) == 1 < len(value):
            self.nullable = True
            others = [branch for branch in value if branch not in NULL]
            if len(others) == 1:
                self._take_other(others[0], place, seen)
            else:
                self._keep(self.keywords, key, Located(others, place), {key: others})
        elif key == "type":
            types = [value] if isinstance(value, str) else value
            self.nullable = self.nullable or "null" in types
            others = [name for name in types if name != "null"] or types
            self._keep(self.keywords, key, Located(others[0] if len(others) == 1 else others, place), {key: others})
        else:
            self._keep(self.keywords, key, Located(value, place), {key: value})

    def _keep(self, kept: dict[str, Located], key: str, part: Located, rule: Json) -> None:
        """Keep a part unless there is a nearer one; a constraint is added to it."""
        nearer = kept.setdefault(key, part)
        overridden = kept is self.keywords and (key in OVERRIDDEN or key.startswith("x-"))
        if not overridden and not same(nearer.value, part.value):
            self.rules.append(Located(rule, part.place))


def view(spec: Json, node: Any, place: str) -> View:
    """Return the view of a schema; raises BadSpec."""
    found = View(spec, component(node))
    found.take(node, place)
    return found

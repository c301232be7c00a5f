"""OpenAPI documents for comparison: without annotations, with resolved references."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from functools import reduce
from typing import Any, Final, cast

from ...spec.reading import Json

ANNOTATIONS = {
    *("title", "summary", "description", "example", "examples", "externalDocs", "$comment"),
    *("x-source", "x-confidence"),
}
CALENDAR = {"x-since", "x-until", "x-changes", "x-enum-values", "x-retired"}
NAMED = {
    *("paths", "schemas", "parameters", "headers", "responses", "requestBodies", "securitySchemes", "links"),
    *("callbacks", "pathItems", "content", "encoding", "variables", "values", "x-enum-values"),
    *("properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs"),
}
"""Keywords whose members have names of their own, so that a property may be called ``title``."""
LITERAL = {"const", "enum", "default", "required"}
"""Keywords whose content is a value."""


class BadSpec(Exception):
    """A spec cannot be compared; the message is one line that names the place."""


class Absent:
    """The type of ABSENT, which marks a missing part."""


ABSENT: Final = Absent()


def canonical(part: Any) -> str:
    """Return a text that is the same only for equal parts (``true`` is not 1)."""
    return json.dumps(part, sort_keys=True)


def same(one: Any, other: Any) -> bool:
    """Return whether two parts are equal; ``true`` is not 1."""
    return one is other or (ABSENT not in (one, other) and canonical(one) == canonical(other))


def pairs(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield each name of two mappings with both of its parts, ABSENT where there is none."""
    for name in sorted(old.keys() | new.keys()):
        yield name, old.get(name, ABSENT), new.get(name, ABSENT)


def stripped(part: Any, *, drop: Set[str] = ANNOTATIONS, named: bool = False) -> Any:
    """Return a part without annotations."""
    if isinstance(part, list):
        return [stripped(member, drop=drop) for member in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value if key in LITERAL and not named else stripped(value, drop=drop, named=key in NAMED and not named)
        for key, value in cast("Json", part).items()
        if named or key not in drop
    }


def without_calendar(spec: Json) -> Json:
    """Return a spec without the extensions from which the contract of a day is derived."""
    return cast("Json", stripped(spec, drop=CALENDAR))


def references(part: Any) -> set[str]:
    """Return every reference in a part."""
    return set() if part is ABSENT else {*re.findall(r'"\$ref": "(#/[^"]+)"', canonical(part))}


def component(node: Any) -> str | None:
    """Return the name of the component that a node is, if it is one."""
    return str(node["$ref"]).rpartition("/")[2] if isinstance(node, dict) and "$ref" in node else None


def target(spec: Json, reference: str) -> Any:
    """Return the target of a reference; raises KeyError."""
    return reduce(lambda part, step: part[step], reference.removeprefix("#/").split("/"), cast("Any", spec))


def touched(old: Json, new: Json) -> set[str]:
    """Return the references to components that differ, directly or through references; most do not."""
    before, after = (
        {f"#/components/{kind}/{name}": part for kind, parts in all.items() for name, part in parts.items()}
        for all in (old.get("components", {}), new.get("components", {}))
    )
    found = {reference for reference, was, now in pairs(before, after) if not same(was, now)}
    leads = [(reference, references(part)) for side in (before, after) for reference, part in side.items()]
    while more := {reference for reference, others in leads if others & found} - found:
        found |= more
    return found

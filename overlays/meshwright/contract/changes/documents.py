"""Prepare OpenAPI documents for comparison: remove annotations, follow references.

Takes documents that ``checking`` let through; refuses nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from ...spec.reading import METHODS as USUAL
from ...spec.reading import Json

METHODS = (*USUAL, "head", "options", "trace")
ANNOTATIONS = {
    *("title", "summary", "description", "example", "examples", "externalDocs", "$comment"),
    *("x-source", "x-confidence"),
}
CALENDAR = ("x-since", "x-until", "x-changes", "x-enum-values", "x-retired")
NAMED = {
    *("paths", "schemas", "parameters", "headers", "responses", "requestBodies", "securitySchemes", "links"),
    *("callbacks", "pathItems", "content", "encoding", "variables", "values", "x-enum-values"),
    *("properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs"),
}
"""Keywords whose members have names of their own, so that a property may be called ``title``."""
LITERAL = {"const", "enum", "default", "required"}
"""Keywords that hold values."""
OPAQUE = {*LITERAL, "links"}
"""Keywords in which nothing is a reference to a component of ours."""


def canonical(part: Any) -> str:
    """Return a text that is the same for equal parts only (``true`` is not 1)."""
    return json.dumps(part, sort_keys=True)


def same(one: Any, other: Any) -> bool:
    """Return whether two parts are equal; ``true`` is not 1."""
    if one is other:
        return True
    if isinstance(one, (dict, list)):
        return isinstance(other, (dict, list)) and canonical(one) == canonical(other)
    return type(one) is type(other) and one == other


def stripped(part: Any, *, drop: frozenset[str] | set[str] = ANNOTATIONS, named: bool = False) -> Any:
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
    """Return a spec without the marks from which the contract of a day is derived."""
    plain: Json = stripped(spec, drop=set(CALENDAR))
    return plain


def target(spec: Json, reference: str) -> Any:
    """Return what a reference leads to; raises KeyError."""
    if not reference.startswith("#/"):
        raise KeyError(reference)
    found: Any = spec
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(found, dict):
            raise KeyError(reference)
        found = cast("Json", found)[step.replace("~1", "/").replace("~0", "~")]
    return found


def resolved(spec: Json, node: Json) -> Json:
    """Follow the reference of a node other than a schema, keeping what stands beside it."""
    if "$ref" not in node:
        return node
    return {**resolved(spec, target(spec, node["$ref"])), **{k: v for k, v in node.items() if k != "$ref"}}


def component(node: Any) -> str | None:
    """Return the name of the component that a node is, if it is one."""
    return str(node["$ref"]).rpartition("/")[2] if isinstance(node, dict) and "$ref" in node else None


def references(part: Any, *, named: bool = False) -> Iterator[str]:
    """Yield every reference in a part."""
    if isinstance(part, dict):
        for key, value in cast("Json", part).items():
            if key == "$ref" and isinstance(value, str) and not named:
                yield value
            elif named or key not in OPAQUE:
                yield from references(value, named=key in NAMED and not named)
    elif isinstance(part, list):
        for member in part:
            yield from references(member)


def reached(spec: Json, part: Any) -> set[str]:
    """Return every reference that a part leads to, directly or by others."""
    found: set[str] = set()
    waiting = [*references(part)]
    while waiting:
        reference = waiting.pop()
        if reference not in found:
            found.add(reference)
            waiting += references(target(spec, reference))
    return found


def touched(old: Json, new: Json) -> set[str]:
    """Return the components that differ, or lead to one that does; most of a spec does not."""
    sides: dict[str, list[Any]] = {}
    for spec in (old, new):
        for kind, parts in spec.get("components", {}).items():
            for name, part in parts.items():
                sides.setdefault(f"#/components/{kind}/{name}", []).append(part)
    found = {reference for reference, parts in sides.items() if len(parts) == 1 or not same(*parts)}
    leads = {reference: {*references(parts)} for reference, parts in sides.items()}
    while more := {reference for reference, others in leads.items() if others & found} - found:
        found |= more
    return found


def or_null(branches: list[Any]) -> list[Any] | None:
    """Return the alternatives besides null, or None when null is not among them."""
    others = [branch for branch in branches if branch not in ({"type": "null"}, {"type": ["null"]})]
    return others if len(others) == len(branches) - 1 else None

"""What of an OpenAPI document cannot be compared is refused, in one line that names the place.

jsonschema-rs judges the shapes; references that are unresolved, lead into another file or back to themselves, and
operations without a name of their own are looked for here. Own code: the validators of OpenAPI refuse more than that,
take a second a spec, and name a failed rule of their metaschema rather than the place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import jsonschema_rs

from ...spec.reading import Json
from .documents import METHODS, NAMED, OPAQUE, or_null, resolved, target

OBJECT: Json = {"type": "object"}
OBJECTS: Json = {"type": "object", "additionalProperties": OBJECT}
LIST: Json = {"type": "array", "items": OBJECT}
CONTENT: Json = {"type": "object", "properties": {"content": OBJECTS, "headers": OBJECTS}}
OPERATION: Json = {
    "type": "object",
    "required": ["operationId"],
    "properties": {
        "operationId": {"type": "string", "minLength": 1},
        "parameters": LIST,
        "requestBody": CONTENT,
        "responses": {"type": "object", "additionalProperties": CONTENT},
        "security": LIST,
        "x-credits": {"type": "object", "properties": {"rules": {"type": "array"}}},
    },
}
ITEM: Json = {"type": "object", "properties": {**dict.fromkeys(METHODS, OPERATION), "parameters": LIST}}
DOCUMENT = jsonschema_rs.Draft202012Validator(
    {
        "properties": {
            "paths": {"additionalProperties": ITEM},
            "components": {
                "type": "object",
                "additionalProperties": OBJECTS,
                "properties": {"schemas": {"additionalProperties": {"type": ["object", "boolean"]}}},
            },
            "security": LIST,
            "servers": LIST,
        }
    }
)
META = jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})
SCHEMAS = ("schema", "x-item-schema", "itemSchema")


class BadSpec(Exception):
    """A spec cannot be compared; the text is one line that names the place."""


def check(spec: Any) -> None:
    """Refuse a document that cannot be compared; raises BadSpec."""
    if not isinstance(spec, dict) or not isinstance(cast("Json", spec).get("paths"), dict):
        raise BadSpec("is not an OpenAPI document: it has no mapping `paths`")
    document = cast("Json", spec)
    _judge(DOCUMENT, document, "")
    for place, node in _nodes(document, ""):
        _check_references(document, node, place)
    _check_operations(document)


def _judge(rule: jsonschema_rs.Draft202012Validator, part: Any, place: str) -> None:
    for error in rule.iter_errors(part):
        raise BadSpec(f"{'.'.join(filter(None, [place, *map(str, error.instance_path)]))}: {error.message[:200]}")


def _nodes(part: Any, place: str, *, named: bool = False) -> Iterator[tuple[str, Json]]:
    """Yield the mappings of a document in which a reference may stand, each with its place; judge the schemas."""
    if isinstance(part, list):
        for number, member in enumerate(part):
            yield from _nodes(member, f"{place}.{number}")
    if not isinstance(part, dict):
        return
    node = cast("Json", part)
    if not named:
        yield place, node
    for key, value in node.items():
        where = f"{place}.{key}".lstrip(".")
        if (key in SCHEMAS and not named) or place == "components.schemas":
            _judge(META, value, where)
        if named or key not in OPAQUE:
            yield from _nodes(value, where, named=key in NAMED and not named)


def _check_references(spec: Json, node: Json, place: str) -> None:
    if "$ref" in node:
        reference = node["$ref"]
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise BadSpec(f"{place}: $ref {reference!r} does not begin with #/; only this file is read")
        try:
            found = target(spec, reference)
        except KeyError:
            raise BadSpec(f"{place}: unresolved $ref {reference}") from None
        if not isinstance(found, (dict, bool)):
            raise BadSpec(f"{place}: $ref {reference} names something other than a mapping")
    _check_ends(spec, node, place, ())


def _check_ends(spec: Json, node: Any, place: str, seen: tuple[str, ...]) -> None:
    """Refuse a schema that includes itself, by reference, as its own base or as all there is besides null."""
    if not isinstance(node, dict):
        return
    part = cast("Json", node)
    reference = part.get("$ref")
    if isinstance(reference, str):
        if reference in seen:
            raise BadSpec(f"{place}: $ref {reference} leads back to itself")
        try:
            inner = target(spec, reference)
        except KeyError:
            return  # reported where it stands
        _check_ends(spec, inner, place, (*seen, reference))
    taken: list[Any] = part["allOf"] if isinstance(part.get("allOf"), list) else []
    for key in ("oneOf", "anyOf"):
        taken = [*taken, *(or_null(part[key]) or [])] if isinstance(part.get(key), list) else taken
    for member in taken:
        _check_ends(spec, member, place, seen)


def _check_operations(spec: Json) -> None:
    places: dict[str, str] = {}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            place, operation = f"{method.upper()} {path}", item[method]
            if (id := operation["operationId"]) in places:
                raise BadSpec(f"{place}: its operationId {id} is that of {places[id]} too")
            places[id] = place
            for number, parameter in enumerate([*item.get("parameters", []), *operation.get("parameters", [])], 1):
                found = resolved(spec, parameter)
                if not isinstance(found.get("name"), str) or not isinstance(found.get("in"), str):
                    raise BadSpec(f"{place}: parameter {number} has no name, or no `in`")

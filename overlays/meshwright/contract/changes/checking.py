"""Refuse OpenAPI documents that cannot be compared, with one line that names the place.

jsonschema-rs validates the structure; this module finds references that are unresolved, external or circular, and
operations without a unique name. This is our own code because OpenAPI validators refuse more than that, take a second
per spec, and name a failed rule of their metaschema instead of the place.
"""

from __future__ import annotations

from typing import Any, cast

import jsonschema_rs

from ...spec.reading import METHODS, Json, operations, resolve
from .documents import BadSpec, target
from .views import view


def _of(schema: Json) -> Json:
    return {"type": "object", "additionalProperties": schema}


SCHEMA: Json = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
OBJECT: Json = {"type": "object"}
LIST: Json = {"type": "array", "items": OBJECT}
MEDIA: Json = {"type": "object", "properties": dict.fromkeys(("schema", "x-item-schema"), SCHEMA)}
CONTENT: Json = {"type": "object", "properties": {"content": _of(MEDIA), "headers": _of(MEDIA)}}
OPERATION: Json = {
    "type": "object",
    "required": ["operationId"],
    "properties": {
        "operationId": {"type": "string", "minLength": 1},
        "parameters": {"type": "array", "items": MEDIA},
        "requestBody": CONTENT,
        "responses": _of(CONTENT),
        "security": LIST,
        "x-credits": {"type": "object", "properties": {"rules": LIST}},
    },
}
ITEM: Json = {"type": "object", "properties": {**dict.fromkeys(METHODS, OPERATION), "parameters": LIST}}
DOCUMENT: Json = {
    "required": ["paths"],
    "properties": {
        "paths": _of(ITEM),
        "components": {**_of(_of(MEDIA)), "properties": {"schemas": _of(SCHEMA)}},
        "security": LIST,
        "servers": LIST,
    },
}
VALIDATOR = jsonschema_rs.Draft202012Validator(DOCUMENT)


def check(spec: Any) -> None:
    """Refuse a document that cannot be compared; raises BadSpec."""
    if not isinstance(spec, dict) or not isinstance(cast("Json", spec).get("paths"), dict):
        raise BadSpec("is not an OpenAPI document: it has no mapping `paths`")
    document = cast("Json", spec)
    for error in VALIDATOR.iter_errors(document):
        raise BadSpec(f"{'.'.join(map(str, error.instance_path))}: {error.message[:200]}")
    _check_references(document, document, "")
    for name in document.get("components", {}).get("schemas", {}):
        view(document, {"$ref": f"#/components/schemas/{name}"}, name)
    places: dict[str, str] = {}
    for path, method, operation in operations(document):
        place, id = f"{method.upper()} {path}", operation["operationId"]
        if places.setdefault(id, place) != place:
            raise BadSpec(f"{place}: its operationId {id} is that of {places[id]} too")
        shared = document["paths"][path].get("parameters", [])
        for number, parameter in enumerate([*shared, *operation.get("parameters", [])], 1):
            if not {"name", "in"} <= resolve(document, parameter).keys():
                raise BadSpec(f"{place}: parameter {number} has no name, or no `in`")


def _check_references(spec: Json, part: Any, place: str) -> None:
    """Refuse a reference that is unresolved, external or circular."""
    node, seen = part, set[str]()
    while isinstance(node, dict) and isinstance(reference := cast("Json", node).get("$ref"), str):
        if reference in seen:
            raise BadSpec(f"{place}: $ref {reference} leads back to itself")
        if not reference.startswith("#/"):
            raise BadSpec(f"{place}: $ref {reference!r} does not begin with #/; only this file is read")
        seen.add(reference)
        try:
            node = target(spec, reference)
        except (LookupError, TypeError):
            raise BadSpec(f"{place}: unresolved $ref {reference}") from None
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, member in members:
        if key not in ("const", "default", "enum", "example", "examples"):
            _check_references(spec, member, f"{place}.{key}".lstrip("."))

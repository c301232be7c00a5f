"""What of an OpenAPI document cannot be compared is refused, in one line that names the place.

Members of a wrong shape, references that lead nowhere, into another file or back to themselves, operations without a
name of their own. Own code: the validators of OpenAPI refuse more than that, take a second a spec, and name a failed
rule of their metaschema rather than the place.
"""

from __future__ import annotations

from typing import Any, cast

from ...specs import Json
from .documents import METHODS, NAMED, OPAQUE, or_null, resolved, target

SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(NAMED - {"parameters", "values"}, (dict,)),
    **dict.fromkeys(("requestBody", "x-credits", "x-default-by", "components"), (dict,)),
    **dict.fromkeys(("schema", "items", "additionalProperties", "not", "if", "then", "else"), (dict, bool)),
    **dict.fromkeys(("contentSchema", "x-item-schema", "itemSchema"), (dict, bool)),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "enum", "security", "servers", "x-changes", "rules"), (list,)),
    "parameters": (list, dict),
    "required": (list, bool),
    "type": (str, list),
}
WORDS = {dict: "a mapping", list: "a list", bool: "true or false", str: "a text"}


class BadSpec(Exception):
    """A spec cannot be compared; the text is one line that names the place."""


def check(spec: Any) -> None:
    """Refuse a document that cannot be compared; raises BadSpec."""
    if not isinstance(spec, dict) or not isinstance(cast("Json", spec).get("paths"), dict):
        raise BadSpec("no OpenAPI document: it has no mapping `paths`")
    document = cast("Json", spec)
    _check_shapes(document, document, "", named=False)
    _check_operations(document)


def _check_shapes(spec: Json, part: Any, place: str, *, named: bool) -> None:
    if isinstance(part, list):
        for number, member in enumerate(part):
            _check_shapes(spec, member, f"{place}[{number}]", named=False)
    if not isinstance(part, dict):
        return
    node = cast("Json", part)
    if not named:
        _check_references(spec, node, place)
    for key, value in node.items():
        where = f"{place}.{key}".lstrip(".")
        shapes = SHAPES.get(key, (object,)) if not named else (object,)
        if not isinstance(value, shapes):
            raise BadSpec(f"{where}: must be {' or '.join(WORDS[shape] for shape in shapes)}")
        if key == "required" and isinstance(value, list) and not named:
            _each(where, value, (str,))
        if key in ("allOf", "anyOf", "oneOf", "security", "servers") and not named:
            _each(where, value, (dict, bool) if key.endswith("Of") else (dict,))
        if named or key not in OPAQUE:
            inner = key in NAMED and not named
            if inner and key not in ("values", "dependentRequired") and isinstance(value, dict):
                _each(where, value, (dict, bool) if key in ("properties", "patternProperties", "schemas") else (dict,))
            _check_shapes(spec, value, where, named=inner)


def _each(place: str, members: Any, shapes: tuple[type, ...]) -> None:
    pairs = members.items() if isinstance(members, dict) else enumerate(members)
    for key, member in pairs:
        if not isinstance(member, shapes):
            raise BadSpec(f"{place}.{key}: must be {' or '.join(WORDS[shape] for shape in shapes)}")


def _check_references(spec: Json, node: Json, place: str) -> None:
    if "$ref" in node:
        reference = node["$ref"]
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise BadSpec(f"{place}: $ref {reference!r} does not begin with #/; only this file is read")
        try:
            found = target(spec, reference)
        except KeyError:
            raise BadSpec(f"{place}: $ref {reference} leads nowhere") from None
        if not isinstance(found, (dict, bool)):
            raise BadSpec(f"{place}: $ref {reference} leads to what is no mapping")
    _check_ends(spec, node, place, ())


def _check_ends(spec: Json, node: Any, place: str, seen: tuple[str, ...]) -> None:
    """Refuse a schema that takes itself in, by reference, as its own base or as all there is besides null."""
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
            return  # told where it stands
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
            if not isinstance(operation, dict):
                raise BadSpec(f"{place}: must be a mapping")
            id = operation.get("operationId")
            if not isinstance(id, str) or not id:
                raise BadSpec(f"{place}: has no operationId")
            if id in places:
                raise BadSpec(f"{place}: its operationId {id} is that of {places[id]} too")
            places[id] = place
            _check_parameters(spec, place, [*item.get("parameters", []), *operation.get("parameters", [])])


def _check_parameters(spec: Json, place: str, parameters: list[Any]) -> None:
    for number, parameter in enumerate(parameters):
        found = resolved(spec, parameter) if isinstance(parameter, dict) else {}
        if not isinstance(found.get("name"), str) or not isinstance(found.get("in"), str):
            raise BadSpec(f"{place}: parameter {number + 1} has no name, or no `in`")

"""The spec for the fuzzer: narrowed where random values would never give a request that can be carried out."""

from __future__ import annotations

import copy

from ...spec.reading import Json, load_kinds
from ...spec.shapes import shape_of
from ..samples import MODEL, PICTURE

LAST_PAGE = 10**18 - 1
"""The spec has no last page; the emulator accepts at most 18 digits."""
SOURCES = {"image/png": PICTURE, "application/octet-stream": MODEL}


def fuzzable(spec: Json) -> Json:
    """Return the spec with its sources narrowed to readable ones: with others every create is a 400, and nothing after
    it is tested.
    """
    found = copy.deepcopy(spec)
    for schema in found["components"]["schemas"].values():
        for member in schema.get("properties", {}).values():
            for node in (member, member.get("items", {})):
                if media_types := node.get("x-file-input"):
                    node["enum"] = [SOURCES[media_types[0]]]
                    node.pop("pattern", None)
    for create in found["components"]["schemas"].values():
        for name in _sources_of_no_kind(create):
            del create["properties"][name]
            for rule in create["allOf"]:
                if {"required": [name]} in rule.get("anyOf", []):
                    rule["anyOf"].remove({"required": [name]})
    found["components"]["parameters"]["PageNum"]["schema"]["maximum"] = LAST_PAGE
    for item in found["paths"].values():
        for operation in item.values():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            content.get("application/json", {}).pop("examples", None)  # their sources do not exist
    return found


def made_of_tasks() -> list[str]:
    """Return the paths of the creates that can name another task of a kind in the spec."""
    served = {"any", *load_kinds("meshy")}
    shapes = (shape_of("meshy", kind) for kind in load_kinds("meshy"))
    return [shape.path for shape in shapes if any(served & set(kinds) for kinds in shape.tasks().values())]


def _sources_of_no_kind(create: Json) -> list[str]:
    """Return the members that take a task of kinds that are not in the spec."""
    served = {"any", *load_kinds("meshy")}
    properties: dict[str, Json] = create.get("properties", {})
    return [name for name, member in properties.items() if not served & set(member.get("x-task-input", served))]

"""The spec as a fuzzer gets to see it: narrowed where chance would never find a request that can be carried out."""

from __future__ import annotations

import copy

from ...spec.reading import Json
from ..samples import MODEL, PICTURE

GENERATED = ("CreateImageTo3D", "CreateMultiImageTo3D")
LAST_PAGE = 10**18 - 1
"""The spec knows no last page; the emulator takes no number of more than 18 digits."""
SOURCES = {"image/png": PICTURE, "application/octet-stream": MODEL}


def fuzzable(spec: Json) -> Json:
    """Return the spec with its sources narrowed to some that can be read: with any other, every create is a 400 and
    nothing behind it is ever tested.
    """
    found = copy.deepcopy(spec)
    for schema in found["components"]["schemas"].values():
        for member in schema.get("properties", {}).values():
            for node in (member, member.get("items", {})):
                if media_types := node.get("x-file-input"):
                    node["enum"] = [SOURCES[media_types[0]]]
                    node.pop("pattern", None)
    for name in GENERATED:  # what could be their source in place of pictures is no resource of this spec
        create = found["components"]["schemas"][name]
        create["properties"].pop("input_task_id", None)
        for rule in create["allOf"]:
            if {"required": ["input_task_id"]} in rule.get("anyOf", []):
                rule["anyOf"].remove({"required": ["input_task_id"]})
    found["components"]["parameters"]["PageNum"]["schema"]["maximum"] = LAST_PAGE
    for item in found["paths"].values():
        for operation in item.values():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            content.get("application/json", {}).pop("examples", None)  # their sources are nowhere
    return found

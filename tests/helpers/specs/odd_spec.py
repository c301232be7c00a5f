"""A spec of Meshy with members of odd names, and schemas that lead back to themselves."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]
WORDS = """
to_dict from_dict additional_properties wire keys __init__ __class__ _private self cls title class match str list dict
int None True each plain given path_segment discard UNSET Unset File Operation foo-bar foo_bar fooBar FooBar foo.bar 3d
größe 日本 $ $ref a"b a'b a\\b a{b} to_dict_ hex_61 ﬁ ² timeout json no_wait no-wait output format help api_key
connection folder emulator quiet jobs ledger no_moderation param_timeout properties required default items
"""
ODD = [*WORDS.split(), "", "a b", "a\tb", "a\nb"]
TASK = {"id": "T", "status": "PENDING", "progress": 0}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Json) -> Json:
    return {"type": "array", "items": schema}


RECURSIVE: dict[str, tuple[Json, Any]] = {
    # the schema of a member of a task, and a value of it
    "a list of itself": (list_of(ref("ImageTo3DTask")), [{**TASK}]),
    "a list of lists": (list_of(list_of(ref("ImageTo3DTask"))), [[{**TASK}]]),
    "itself": (ref("ImageTo3DTask"), {**TASK}),
    "itself or null": ({"oneOf": [ref("ImageTo3DTask"), {"type": "null"}]}, None),
    "itself or a text": ({"anyOf": [ref("ImageTo3DTask"), {"type": "string"}]}, "T"),
    "itself or a list": ({"anyOf": [ref("ImageTo3DTask"), list_of(ref("ImageTo3DTask"))]}, [{**TASK}]),
    "itself as the only base": ({"allOf": [ref("ImageTo3DTask")]}, {**TASK}),
    "a mapping": ({"type": "object", "additionalProperties": ref("ImageTo3DTask")}, {"a": {**TASK}}),
    "within an object": (
        {"type": "object", "properties": {"to_dict": list_of(ref("ImageTo3DTask"))}},
        {"to_dict": [{**TASK}]},
    ),
    "another kind": (list_of(ref("ResizeTask")), [{**TASK, "parent": {**TASK}}]),
    "a circle": (ref("NodeA"), {"b": {"all": [{"b": {"c": {"a": {"name": "x"}}}}]}}),
    "a list with a name": (ref("Forest"), [{"trees": [{"trees": []}]}]),
    "a mapping with a name": (ref("Tree"), {"a": {"b": {}}}),
}


def odd_spec(spec: Json) -> None:
    """Give a create and its task members of odd names, and schemas that lead back to themselves."""
    schemas = spec["components"]["schemas"]
    for name in ODD:
        kind = "boolean" if name in ("json", "no_wait", "no_moderation") else "string"
        schemas["CreateImageTo3D"]["properties"][name] = {"type": kind, "description": "New."}
        schemas["GeneratedTask"]["properties"][name] = {"type": "string"}
    for number, (schema, _) in enumerate(RECURSIVE.values()):
        schemas["GeneratedTask"]["properties"][f"recursive{number}"] = schema
    schemas["ResizeTask"].setdefault("properties", {})["parent"] = ref("ImageTo3DTask")
    schemas["NodeA"] = {"type": "object", "properties": {"b": ref("NodeB"), "name": {"type": "string"}}}
    schemas["NodeB"] = {"type": "object", "properties": {"all": list_of(ref("NodeA")), "c": ref("NodeC")}}
    schemas["NodeC"] = {"type": "object", "properties": {"a": {"oneOf": [ref("NodeA"), {"type": "null"}]}}}
    schemas["Forest"] = list_of(ref("Grove"))
    schemas["Grove"] = {"type": "object", "title": "Operation", "properties": {"trees": ref("Forest")}}
    schemas["Tree"] = {"type": "object", "additionalProperties": ref("Tree")}
    schemas["CreateResize"]["properties"]["node"] = ref("NodeA")
    path = spec["paths"]["/openapi/v1/image-to-3d"]
    replaced = copy.deepcopy(path["post"])
    query = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("image_url", "Ai-Model", "given")]
    path["put"] = {**replaced, "operationId": "image_to_3d.replace", "parameters": query}

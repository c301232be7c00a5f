"""Components: their references to each other, and the names that the generated code can give them.

The author of the spec names components, operations and constants, so unusable names are refused here. The service names
members and parameters: ``templates/_names.py`` renames them instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.strings import ClassName, PythonIdentifier
from templates._names import CALLED_BY_GENERATED_CODE

Json = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")
SCHEMAS = "#/components/schemas/"
REFERENCE = re.compile(r"#/components/\w+/[^/]+")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
HEX = "hex_"
USED_CLASSES = (
    "Any",
    "ClassVar",
    "File",
    "IntEnum",
    "JsonObject",
    "Literal",
    "Operation",
    "TypeAlias",
    "Unset",
    "Wire",
)


def operations(spec: Json) -> Iterator[Json]:
    """Yield every operation of a spec."""
    for item in spec["paths"].values():
        yield from (item[method] for method in METHODS if method in item)


# ------------------------------------------------------------------------------------------------------------
# references
def references(node: Any) -> Iterator[str]:
    """Yield the names of the schema components that a part of the spec refers to."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from references(value)


def reached(graph: dict[str, set[str]], start: Iterable[str]) -> set[str]:
    """Return every name that some names refer to, directly or indirectly."""
    seen: set[str] = set()
    waiting = [*start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    return seen


def self_inclusions(schemas: Json) -> Iterator[str]:
    """Yield the components that apply themselves to the same value, so that validation would never end."""
    graph = {name: {*includes(schema)} for name, schema in schemas.items()}
    for name in graph:
        if name in reached(graph, graph[name]):
            yield name


def nameless_circles(schemas: Json) -> Iterator[str]:
    """Yield the lists and choices that contain themselves without an object in between: no class can be
    named for them.
    """
    nameless = {name: schema for name, schema in schemas.items() if not is_class(schema)}
    graph = {name: {*references(schema)} for name, schema in nameless.items()}
    for name in graph:
        if name in reached(graph, graph[name]):
            yield name


def is_class(schema: Any) -> bool:
    """Return whether the generated code has a class for a component."""
    return isinstance(schema, dict) and (schema.get("type") == "object" or bool({"properties", "allOf"} & {*schema}))


def includes(schema: Any) -> Iterator[str]:
    """Yield the components that a schema applies to the same value."""
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference.removeprefix(SCHEMAS)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key, []):
            yield from includes(part)
    for key in ("not", "if", "then", "else"):
        yield from includes(schema.get(key))
    for part in schema.get("dependentSchemas", {}).values():
        yield from includes(part)


# ------------------------------------------------------------------------------------------------------------
# names
def unusable_names(spec: Json) -> Iterator[str]:
    """Yield the errors in the names that the author of the spec chose."""
    schemas = spec.get("components", {}).get("schemas", {})
    modules: dict[str, str] = {}
    for name, schema in schemas.items():
        where = f"components.schemas.{name}"
        if ClassName(name, "") != name or not name.isidentifier() or name in USED_CLASSES:
            yield f"{where}: cannot be the name of a generated class; choose another in CamelCase"
        module = PythonIdentifier(name, "")
        if module in modules:
            yield f"{where}: its module {module}.py is also that of {modules[module]}; choose another name"
        modules[module] = name
        if isinstance(schema, dict) and "x-enum-varnames" in schema:
            constants, values = schema["x-enum-varnames"], schema.get("enum", [])
            if len({*constants}) != len(values) or not all(CONSTANT.fullmatch(str(name)) for name in constants):
                yield f"{where}.x-enum-varnames: must be one CONSTANT_NAME for each value, no two alike"
    for operation in operations(spec):
        identity = str(operation.get("operationId"))
        tag, *others = operation.get("tags") or [""]
        verb = identity.removeprefix(f"{tag}.")
        if others or not tag or verb == identity:
            yield f"operation {identity}: must have one tag, and tag.verb as its operationId"
        elif PythonIdentifier(tag, "") != tag or not usable_verb(verb):
            yield f"operation {identity}: tag and verb must be snake_case words of Python that are not reserved"


def usable_verb(verb: str) -> bool:
    """Return whether a function can have this name; one that hides a builtin gets an underscore."""
    return (
        verb.isidentifier()
        and PythonIdentifier(verb, "") in (verb, f"{verb}_")
        and verb not in CALLED_BY_GENERATED_CODE
    )


def neutral(member: str) -> str:
    """Return a member's name in a form without conflicts in openapi-python-client: unchanged, or in hex."""
    usual = PythonIdentifier(member, "") == member and not member.startswith(HEX)
    return member if usual else HEX + member.encode("utf-8", "surrogatepass").hex()


def json_name(neutral: str) -> str:
    """Return the member that has a neutral name."""
    if not neutral.startswith(HEX):
        return neutral
    return bytes.fromhex(neutral.removeprefix(HEX)).decode("utf-8", "surrogatepass")

"""The spec for the code generator: the same facts, in forms that it handles well.

specs/ stays the truth. Only this module works around the limits of openapi-python-client 0.29: it would send defaults,
buffer event streams, turn rules beside properties into `Any`, and lose extensions. Data that the templates need from an
extension is passed in `description` (the text of a docstring) and `example` (media types of a file input, the member of
an object that a lone text stands for).
"""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Iterator
from typing import Any

from components import METHODS, SCHEMAS, Json, neutral, operations, reached, references
from meshwright.spec import wording
from templates._names import python_names

RULES = {"allOf", "if", "then", "else", "dependentSchemas"}
DROPPED = {"default", "format", "title", "contentMediaType", "contentSchema"}


def codegen_view(spec: Json) -> Json:
    """Return a rewritten copy of a spec."""
    view = copy.deepcopy(spec)
    components = view["components"]["schemas"]
    push_parameters_down(view)
    for operation in operations(view):
        operation["description"] = docstring(operation, spec)
        operation["operationId"] = operation["operationId"].removeprefix(f"{operation['tags'][0]}.")
        # Errors become exceptions of the overlay, by status; only success is read.
        operation["responses"] = {
            code: answer for code, answer in operation["responses"].items() if code.startswith("2")
        }
        for response in operation["responses"].values():
            response.pop("links", None)
            for media_type, content in response.get("content", {}).items():
                if "x-item-schema" in content:
                    content["schema"] = content["x-item-schema"]
                content["schema"] = bare_reference(content["schema"], media_type)
    drop_client_level_headers(view)
    view["components"]["schemas"] = {name: simplified(schema, components) for name, schema in components.items()}
    keep_reachable(view)
    return view


def push_parameters_down(view: Json) -> None:
    """Give every operation the parameters of its path."""
    for item in view["paths"].values():
        shared = item.pop("parameters", [])
        for operation in (item[method] for method in METHODS if method in item):
            operation["parameters"] = [*shared, *operation.get("parameters", [])]


def bare_reference(schema: Json, media_type: str) -> Json:
    """Drop the additional rules of a single answer; all answers of a component have the same reader."""
    if "$ref" not in schema and media_type != "text/plain":
        raise ValueError(f"an answer must name a component, not {schema}")
    return {"$ref": schema["$ref"]} if "$ref" in schema else schema


def drop_client_level_headers(view: Json) -> None:
    """Remove headers that are set once on the client, except those that some operations need."""
    shared = view["components"].get("parameters", {})
    for parameter in shared.values():
        if parameter.get("explode") is False:
            parameter["schema"]["example"] = "explode: false"
    gone = {name for name, value in shared.items() if value.get("x-client-level") and not value.get("required")}
    dropped = {f"#/components/parameters/{name}" for name in gone}
    view["components"]["parameters"] = {name: value for name, value in shared.items() if name not in gone}
    for operation in operations(view):
        operation["parameters"] = [p for p in operation["parameters"] if p.get("$ref") not in dropped]


def fields(schema: Json, components: Json) -> Json:
    """Return the properties of a component, its own first, then those of its bases."""
    found: Json = dict(schema.get("properties", {}))
    for base in bases(schema, components):
        found |= {name: field for name, field in fields(base, components).items() if name not in found}
    return found


def required(schema: Json, components: Json) -> list[str]:
    """Return the required properties of a component and of its bases."""
    return [
        *schema.get("required", []),
        *(name for base in bases(schema, components) for name in required(base, components)),
    ]


def bases(schema: Json, components: Json) -> list[Json]:
    """Return the components that a component extends; other members of its allOf are rules."""
    return [components[part["$ref"].removeprefix(SCHEMAS)] for part in schema.get("allOf", []) if "$ref" in part]


def simplified(schema: Json, components: Json) -> Json:
    """Flatten bases and drop rules."""
    flat = {key: value for key, value in schema.items() if key not in RULES}
    if member := flat.pop("x-text-member", None):
        flat["example"] = member
    if properties := fields(schema, components):
        flat |= {"properties": properties, "required": required(schema, components)}
    return simplified_part(flat)


def simplified_part(part: Any) -> Any:
    """Rewrite a component without rules, or a schema within it: no defaults, no titles (they would name classes)."""
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return {"$ref": part["$ref"]}
    kept = {key: value for key, value in part.items() if key not in DROPPED}
    if media_types := kept.pop("x-file-input", None):
        kept |= {"format": "binary", "example": ",".join(media_types)}
    if "x-task-input" in kept:
        kept["example"] = "x-task-input"
    if "x-time" in kept:
        kept["example"] = f"x-time: {kept['x-time']}"
    if isinstance(items := kept.get("items"), dict):
        kept["items"] = simplified_part(items)
        kept["description"] = kept.get("description", "")
    for key in ("anyOf", "oneOf"):
        if key in kept and "type" in kept:  # a rule for values of one type
            del kept[key]
        elif key in kept:
            kept[key] = [simplified_part(choice) for choice in kept[key]]
    if "properties" in kept:
        kept["properties"] = {neutral(name): simplified_part(field) for name, field in kept["properties"].items()}
        kept["required"] = [neutral(name) for name in kept.get("required", [])]
    return kept


def keep_reachable(view: Json) -> None:
    """Drop components that no operation refers to any more."""
    schemas = view["components"]["schemas"]
    graph = {name: {*references(schema)} for name, schema in schemas.items()}
    used = reached(graph, references([view["paths"], view["components"].get("parameters", {})]))
    view["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in used}


# ------------------------------------------------------------------------------------------------------------
# docstrings
def docstring(operation: Json, spec: Json) -> str:
    """Compose the text of an operation's docstring: its description, and each argument with its range and its dates."""
    lines = textwrap.wrap(f"{operation.get('description', '')}", 110)
    arguments = [argument(*each, spec) for each in arguments_of(operation, spec)]
    if arguments:
        lines += ["", "Args:", *(line for text in arguments for line in text)]
    return "\n".join(lines)


def arguments_of(operation: Json, spec: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield the Python name, the JSON name and the schema of each argument of a call."""
    given: list[Json] = []
    for parameter in operation.get("parameters", []):
        if "$ref" in parameter:
            parameter = spec["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        if not parameter.get("x-client-level"):
            given.append(parameter)
    outer = python_names(parameter["name"] for parameter in given)
    for parameter in given:
        yield outer[parameter["name"]], parameter["name"], {**resolved(parameter["schema"], spec), **parameter}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        components = spec["components"]["schemas"]
        members = fields(resolved(content["schema"], spec), components)
        inner = python_names(members, outer.values())
        for name, field in members.items():
            yield inner[name], name, resolved(field, spec)


def resolved(schema: Json, spec: Json) -> Json:
    """Replace a reference by its component, and keep its siblings."""
    if "$ref" not in schema:
        return schema
    return {**spec["components"]["schemas"][schema["$ref"].removeprefix(SCHEMAS)], **schema}


def argument(name: str, json_name: str, field: Json, spec: Json) -> list[str]:
    """Describe one argument in wrapped lines."""
    facts = [f"{json_name} in the API"] if name != json_name else []
    facts += [form.format(field[key]) for key, form in LIMITS.items() if key in field]
    if isinstance(items := field.get("items"), dict):
        field = {**field, "items": resolved(items, spec)}
    if "x-file-input" in field or "x-file-input" in (field.get("items") or {}):
        facts.append("a path, bytes or an open file is sent as a data URI")
    if "x-task-input" in field:
        facts.append("a handle or a task is sent as its id")
    facts += wording.facts(field)
    facts += [f"{word} {field[key]}" for key, word in {"x-since": "since", "x-until": "until"}.items() if key in field]
    text = f"{name}: {field.get('description', '')} {'(' + '; '.join(facts) + ')' if facts else ''}"
    return textwrap.wrap(" ".join(text.split()), 110, initial_indent="    ", subsequent_indent="        ")


LIMITS = {
    "minimum": "from {}",
    "exclusiveMinimum": "above {}",
    "maximum": "to {}",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "maxLength": "at most {} characters",
}

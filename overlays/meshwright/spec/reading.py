"""Read the specs in the generated package, which the emulator, the command line and the estimates follow.

Plain functions over decoded JSON; no validation here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, cast

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def services() -> list[str]:
    """Return the names of the services that have a spec."""
    from importlib.resources import files

    return sorted(folder.name for folder in files("meshwright_api").iterdir() if (folder / "spec.json").is_file())


@cache
def load_spec(service: str) -> Json:
    """Return the spec of a service; treat it as read-only."""
    import json  # half of the time of `--help`, which needs no spec
    from importlib.resources import files

    spec: Json = json.loads((files("meshwright_api") / service / "spec.json").read_text("utf-8"))
    return spec


def load_kinds(service: str) -> dict[str, str]:
    """Return the kinds of task of a service by name, each with a sentence; reads no spec."""
    found: dict[str, str] = import_module(f"meshwright_api.{service}").DESCRIPTIONS
    return found


def words_of(service: str, kind: str) -> tuple[str, ...]:
    """Return the name of the group of a kind, if it is in one, and its own name there."""
    groups: dict[str, str] = import_module(f"meshwright_api.{service}").GROUPS
    group = next((name for name in groups if kind.startswith(f"{name}-")), "")
    return (group, kind.removeprefix(f"{group}-")) if group else (kind,)


def resolve(spec: Json, node: Json) -> Json:
    """Return the target of a reference, merged with the members next to ``$ref``."""
    if "$ref" not in node:
        return node
    target: Json = spec
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**resolve(spec, target), **{key: value for key, value in node.items() if key != "$ref"}}


def standing_alone(spec: Json, schema: Json) -> Json:
    """Return a schema with the components that it refers to, directly or not, and no others: a validator keeps a copy
    of its whole document.
    """
    import json
    import re

    found: Json = {}
    unread = [schema]
    while unread:
        for name in re.findall(r'"#/components/schemas/([^"/]+)', json.dumps(unread.pop())):
            if name not in found:
                found[name] = spec["components"]["schemas"][name]
                unread.append(found[name])
    return {**schema, "components": {"schemas": found}}


def members(spec: Json, schema: Json) -> Json:
    """Return the unresolved properties of an object schema, its own before those of its bases."""
    schema = resolve(spec, schema)
    found: Json = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        if "$ref" in part:
            found |= {name: field for name, field in members(spec, part).items() if name not in found}
    return found


def fields(spec: Json, schema: Json) -> Json:
    """Return the properties of an object schema, resolved, its own before those of its bases."""
    return {name: _resolved_field(spec, field) for name, field in members(spec, schema).items()}


def required_members(spec: Json, schema: Json) -> list[str]:
    """Return the members that an object schema and its bases require, its own first."""
    schema = resolve(spec, schema)
    bases = [name for base in schema.get("allOf", []) if "$ref" in base for name in required_members(spec, base)]
    return list(dict.fromkeys([*schema.get("required", []), *bases]))


def rules(spec: Json, schema: Json) -> Iterator[Json]:
    """Yield the rules of an object schema and of its bases that span several members."""
    for part in resolve(spec, schema).get("allOf", []):
        yield from rules(spec, part) if "$ref" in part else [part]


def unknown_members(
    spec: Json, schema: Json, value: Any, where: tuple[str, ...] = ()
) -> Iterator[tuple[str, Json, str]]:
    """Yield the place, the holder and the name of every member that no schema names; an object without properties may
    hold any.
    """
    schema = resolve(spec, schema)
    for option in schema.get("oneOf", []):
        if value is not None and resolve(spec, option).get("type") != "null":
            yield from unknown_members(spec, option, value, where)
    if isinstance(value, list):
        for item in value:
            yield from unknown_members(spec, schema.get("items", {}), item, where)
    known = fields(spec, schema)
    for name, member in cast("Json", value).items() if isinstance(value, dict) and known else ():
        if name not in known:
            yield ".".join((*where, name)), cast("Json", value), name
        elif isinstance(member, (dict, list)):
            yield from unknown_members(spec, known[name], member, (*where, name))


def _resolved_field(spec: Json, field: Json) -> Json:
    field = resolve(spec, field)
    return {**field, "items": resolve(spec, field["items"])} if "items" in field else field


def defaults(spec: Json, schema: Json) -> Json:
    """Return the service's defaults for missing members; an object without required members counts as given."""
    found: Json = {}
    for name, field in fields(spec, schema).items():
        if "default" in field:
            found[name] = field["default"]
        elif field.get("type") == "object" and "required" not in field and (inner := defaults(spec, field)):
            found[name] = inner
    return found


def dependent_defaults(spec: Json, schema: Json) -> Json:
    """Return the defaults that depend on the values of other members: ``[{"parameter", "values"}]`` for each."""
    return {name: field["x-default-by"] for name, field in fields(spec, schema).items() if "x-default-by" in field}


def with_defaults(body: Mapping[str, Any], plain: Json, dependent: Json) -> Json:
    """Return a request with the service's defaults for what it does not give."""
    filled: Json = {**plain, **body}
    for name, value in body.items():
        if isinstance(plain.get(name), dict) and isinstance(value, Mapping):
            filled[name] = {**plain[name], **value}
    for name in dependent:
        if name not in body and (found := _dependent_default(name, filled, dependent)) is not None:
            filled[name] = found
    return filled


def _dependent_default(name: str, filled: Json, dependent: Json) -> Any:
    chosen = (rule["values"].get(str(filled.get(rule["parameter"]))) for rule in dependent.get(name, ()))
    return next((value for value in chosen if value is not None), None)


def beyond_defaults(body: Mapping[str, Any], plain: Json, dependent: Json) -> set[str]:
    """Return the members of a request whose values the service would not have filled in itself."""
    filled = with_defaults(body, plain, dependent)

    def default(name: str) -> Any:
        found = _dependent_default(name, filled, dependent)
        return plain.get(name) if found is None else found

    return {name for name, value in body.items() if value != default(name)}


def operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and object of every operation."""
    for path, item in spec["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def operation(spec: Json, operation_id: str) -> Json:
    """Return an operation by its id; raises KeyError."""
    return _found(spec, operation_id)[1]


def path_of(spec: Json, operation_id: str) -> str:
    """Return the path of an operation by its id; raises KeyError."""
    return _found(spec, operation_id)[0]


def _found(spec: Json, operation_id: str) -> tuple[str, Json]:
    for path, _, found in operations(spec):
        if found["operationId"] == operation_id:
            return path, found
    raise KeyError(operation_id)


def parameters(spec: Json, path: str, operation: Json) -> list[Json]:
    """Return the parameters of an operation, resolved: those of its path and its own."""
    shared: Json = spec["paths"][path]
    return [resolve(spec, one) for one in [*shared.get("parameters", []), *operation.get("parameters", [])]]


def body_schema(operation: Json) -> Json | None:
    """Return the schema of an operation's JSON body, or None."""
    schema: Json | None = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return schema


def media_types(field: Json) -> list[str]:
    """Return the media types that this field accepts for a file; empty if it takes no file."""
    found: list[str] = field.get("x-file-input") or field.get("items", {}).get("x-file-input") or []
    return found

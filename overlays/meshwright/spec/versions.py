"""Write out the further versions of an API, which a spec describes by their differences (``x-versions``)."""

from __future__ import annotations

from .reading import METHODS, Json, body_schema, fields, operations, required_members, resolve


def written_out(spec: Json) -> Json:
    """Return the spec with the operations of all versions in ``info.x-api-versions``, each at its own path.

    An operation has the same id in every version. One that only a further version has is in the spec as it is.
    """
    first, *further = spec["info"].get("x-api-versions", [""])
    paths: Json = dict(spec["paths"])
    for version in further:
        for path, method, operation in operations(spec):
            if f"/{first}/" in path:
                other: Json = operation.get("x-versions", {}).get(version, {})
                place = other.get("path") or path.replace(f"/{first}/", f"/{version}/", 1)
                shared = {key: value for key, value in spec["paths"][path].items() if key not in METHODS}
                written = {other.get("method", method): _differing(spec, operation, other)}
                paths[place] = {**shared, **paths.get(place, {}), **written}
    return {**spec, "paths": paths}


def _differing(spec: Json, operation: Json, other: Json) -> Json:
    """Return an operation with the query and the names of members of another version; ``x-renamed`` has the first
    version's name of each.
    """
    changed = {key: value for key, value in operation.items() if key != "x-versions"}
    if query := other.get("query", {}):
        added = [
            {
                "name": name,
                "in": "query",
                "schema": {"type": "integer", "format": "int32", "minimum": 1, "default": usual},
            }
            for name, usual in query.items()
        ]
        changed["parameters"] = [*operation.get("parameters", []), *added]
    schema, renamed = body_schema(operation), other.get("members", {})
    if schema is not None and renamed:
        body = {
            **resolve(spec, schema),
            "properties": {renamed.get(name, name): field for name, field in fields(spec, schema).items()},
            "required": [renamed.get(name, name) for name in required_members(spec, schema)],
        }
        changed["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
        changed["x-renamed"] = {new: old for old, new in renamed.items()}
    return changed

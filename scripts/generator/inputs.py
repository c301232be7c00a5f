"""Check the inputs of creates: the kinds of task and the media types that a spec names must be known."""

from __future__ import annotations

from collections.abc import Iterator

from components import Json
from kinds import kinds
from meshwright.file_formats import FORMATS
from view import fields, operations, resolved

ANY = "any"
"""The value of ``x-task-input`` that means every kind."""
MEDIA_TYPES = {"application/octet-stream", *(known.media_type for known in FORMATS if known.media_type)}


def unknown_inputs(spec: Json) -> Iterator[str]:
    """Yield each input that names an unknown kind or media type, with its operation and member."""
    served = {tag["name"].replace("_", "-") for tag in kinds(spec)}
    known = {"x-task-input": ("kind of task", {ANY, *served}), "x-file-input": ("media type", MEDIA_TYPES)}
    for operation in operations(spec):
        for member, field in _parameters(operation, spec):
            for key, (what, names) in known.items():
                for name in field.get(key, []):
                    if name not in names:
                        yield (
                            f"operation {operation['operationId']}: {member}: {key} names {name!r}, which is not a "
                            f"{what}; there are {', '.join(sorted(names))}"
                        )


def _parameters(operation: Json, spec: Json) -> Iterator[tuple[str, Json]]:
    """Yield the members of a JSON body, and the items of its lists."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for name, field in fields(resolved(body, spec), spec["components"]["schemas"]).items():
        field = resolved(field, spec)
        yield name, field
        yield name, resolved(field.get("items", {}), spec)

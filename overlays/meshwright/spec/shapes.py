"""Members of the creates and the tasks of a kind, derived from the spec, so that no program names a kind.

A member that a create and its task share is echoed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from .reading import Json, body_schema, fields, load_spec, media_types, operation, path_of, required_members, resolve

NOTHING: Json = {}
MODEL = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The members of one kind."""

    path: str
    """Path of the create and the list."""
    taken: Json
    """Parameters of its create."""
    required: frozenset[str]
    """Those of them that every create has."""
    shown: Json
    """Members of its task."""
    example: Json
    """The spec's example of a finished task."""
    body: Json
    """The spec's example of a create whose input is a URL, or a text if the kind takes no file."""
    type_by: Json
    """``{"parameter", "values"}`` if a parameter decides the ``type`` of the task; ``{"const"}`` if it has only one.
    """
    cancels: bool
    """Whether a DELETE cancels a task that has not ended, in place of deleting one that does not run."""

    @cached_property
    def echoed(self) -> frozenset[str]:
        """Parameters that the task returns unchanged; its ``type`` is the name of the kind, never a parameter."""
        return frozenset(self.taken) & frozenset(self.shown) - {"type"}

    @property
    def main(self) -> str:
        """The parameter for what a task is made of: the first that takes a file, else the first that takes any text."""
        texts = [name for name, field in self.taken.items() if field.get("type") == "string" and "enum" not in field]
        return [*self.sources(), *texts][0]

    def sources(self) -> dict[str, list[str]]:
        """Return the parameters for the files from which a task is made, with their media types."""
        return {name: types for name, types in self._files.items() if name not in self.echoed}

    def references(self) -> dict[str, list[str]]:
        """Return the parameters for files that the task returns."""
        return {name: types for name, types in self._files.items() if name in self.echoed}

    def tasks(self) -> dict[str, list[str]]:
        """Return the parameters that name another task, with its allowed kinds."""
        return {name: f["x-task-input"] for name, f in self.taken.items() if "x-task-input" in f}

    def type_of(self, kind: str, request: Json) -> str:
        """Return the ``type`` of a task."""
        if "values" not in self.type_by:
            return str(self.type_by.get("const", kind))
        return str(self.type_by["values"].get(request.get(self.type_by["parameter"]), kind))

    def input_of(self, given: Json) -> str:
        """Return a name of a task's input: its files, its text or its task; empty for content without a name."""
        value: Any = next((given[name] for name in (self.main, *self.tasks()) if given.get(name)), "")
        members: list[Any] = value if value.__class__ is list else [value]
        names = [_short(str(each)) for each in members]
        return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 and names[0] else "")

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        return {name: types for name, f in self.taken.items() if (types := media_types(f))}


@cache
def shape_of(service: str, kind: str) -> Shape:
    """Return the shape of a kind of a service."""
    spec, tag = load_spec(service), kind.replace("-", "_")
    create = operation(spec, f"{tag}.create")
    body = create["requestBody"]["content"]["application/json"]
    answer = operation(spec, f"{tag}.get")["responses"]["200"]["content"]["application/json"]
    sent = resolve(spec, body_schema(create) or {})
    taken = fields(spec, sent)
    shown = fields(spec, answer["schema"])
    inputs = {name for name, f in taken.items() if media_types(f) and name not in shown}
    return Shape(
        path=path_of(spec, f"{tag}.create"),
        taken=taken,
        required=frozenset(required_members(spec, sent)),
        shown=shown,
        example=next(iter(_values(answer)), NOTHING),
        body=next((value for value in _values(body) if not inputs or inputs & set(value)), NOTHING),
        type_by=_type_by(spec, answer["schema"]),
        cancels=operation(spec, f"{tag}.delete").get("x-cancels", False),
    )


def _short(value: str) -> str:
    """Return the last part of the path of a URL, nothing of a data URI; any other value without line breaks."""
    start = value[:8].lower()
    if start.startswith("data:"):
        return ""
    if start.startswith(("http://", "https://")):
        try:
            return PurePosixPath(urlsplit(value).path).name or value
        except ValueError:
            return value
    return " ".join(value.split())


def _type_by(spec: Json, schema: Json) -> Json:
    rules: list[Json] = resolve(spec, schema).get("allOf", [])
    stated: list[Json] = [rule.get("properties", NOTHING).get("type", NOTHING) for rule in rules]
    return next((type_.get("x-type-by", type_) for type_ in stated if type_), NOTHING)


def _values(content: Json) -> list[Json]:
    """Return the examples of a body or an answer."""
    examples: dict[str, Json] = content.get("examples", NOTHING)
    return [example["value"] for example in examples.values()]

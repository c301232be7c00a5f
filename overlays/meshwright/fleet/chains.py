"""Chains: what an item's tasks are, and which task of a chain is made of which one before it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen
from meshwright_api._names import python_names
from meshwright_api._runtime import Operation, TaskKind

from ..core.files import is_remote, json_body
from ..errors import InputError
from ..spec.shapes import Shape, shape_of

ANY = "any"
"""In the spec: a task of any kind."""
PLACEHOLDER = "00000000-0000-0000-0000-000000000000"
"""In a chain that is only checked and priced: the id of a task that does not exist yet."""
Kinds = Mapping[str, TaskKind[..., ..., Any]]


@frozen
class Step:
    """One more task of a chain, which is made of one before it."""

    kind: str
    parameters: Mapping[str, Any] = field(factory=dict[str, Any])


def step(kind: str, /, **parameters: Any) -> Step:
    """Return one more task for the chain of an item: its kind and the parameters of its create.

    The kind is that of the client (``remesh``), its last words if only one kind has them (``analyze``), or the mode of
    a create (``refine``).
    """
    return Step(kind, parameters)


@frozen
class Chains:
    """The kinds of task of a service, and how they follow each other."""

    service: str
    kinds: Kinds

    def resolve(self, wanted: str) -> tuple[str, dict[str, Any]]:
        """Return the kind that a word means, and the parameters that it implies; raises InputError."""
        name = wanted.replace("_", "-")
        ends = [name] if name in self.kinds else [kind for kind in self.kinds if kind.endswith(f"-{name}")]
        if len(ends) == 1:
            return ends[0], self._first_mode(ends[0])
        for kind in self.kinds:
            if name in self.shape(kind).taken.get("mode", {}).get("enum", ()):
                return kind, {"mode": name}
        raise InputError("kind", f"{wanted!r} is not a kind of task; there are {', '.join(self.kinds)}")

    def _first_mode(self, kind: str) -> dict[str, Any]:
        """Return the mode with which a kind begins, if its create requires one."""
        shape = self.shape(kind)
        return {"mode": shape.taken["mode"]["enum"][0]} if "mode" in shape.required else {}

    def takes_many(self, kind: str) -> bool:
        """Return whether one task takes several inputs."""
        shape = self.shape(kind)
        return bool(shape.taken[shape.main].get("type") == "array")

    def tail(self, then: Iterable[Step]) -> list[dict[str, Any]]:
        """Return further steps in the form that is stored; raises InputError."""
        found: list[dict[str, Any]] = []
        for each in then:
            kind, implied = self.resolve(each.kind)
            found.append({"kind": kind, "parameters": {**implied, **plain_parameters(each.parameters, kind)}})
        return found

    def shape(self, kind: str) -> Shape:
        """Return the members of a kind."""
        return shape_of(self.service, kind)

    def operation(self, kind: str, parameters: Mapping[str, Any]) -> Operation[Any]:
        """Return the create of a task; raises InputError for a parameter that is missing, or that it does not have."""
        shape = self.shape(kind)
        names = python_names(shape.taken)
        for name in names:
            if name in shape.required and names[name] not in parameters:
                raise InputError(kind, f"needs the parameter {names[name]}")
        for unknown in parameters.keys() - names.values():
            raise InputError(kind, f"has no parameter {unknown!r}; it takes {', '.join(names.values())}")
        return self.kinds[kind].api().create(**parameters)

    def main_keyword(self, kind: str) -> str:
        """Return the parameter that takes the input: the first file, else the first text."""
        return python_names(self.shape(kind).taken)[self.shape(kind).main]

    def link(self, steps: Sequence[Mapping[str, Any]], number: int) -> tuple[str, int] | None:
        """Return the parameter of a step that takes a task before it, and the number of that task's step.

        None for the first step. Raises InputError if none of the tasks before it will do.
        """
        if number == 0:
            return None
        kind = str(steps[number]["kind"])
        inputs, keywords = self.shape(kind).tasks(), python_names(self.shape(kind).taken)
        for earlier in reversed(range(number)):
            for name, allowed in inputs.items():
                source = str(steps[earlier]["kind"])
                if source in allowed or (ANY in allowed and _has_model(self.shape(source))):
                    return keywords[name], earlier
        before = " or ".join(str(each["kind"]) for each in steps[:number])
        raise InputError("then", f"{kind} cannot be made of {before}")

    def bound(self, steps: Sequence[Mapping[str, Any]], number: int, ids: Sequence[str]) -> dict[str, Any]:
        """Return the parameters of a step's create, with the id of the task that it is made of."""
        parameters = dict(steps[number]["parameters"])
        if (linked := self.link(steps, number)) is not None:
            keyword, earlier = linked
            parameters.setdefault(keyword, ids[earlier])
        return parameters

    def operations(self, steps: Sequence[Mapping[str, Any]]) -> Iterable[Operation[Any]]:
        """Yield the creates of a chain, to check and price them; raises InputError for what cannot be sent."""
        for number, each in enumerate(steps):
            operation = self.operation(str(each["kind"]), self.bound(steps, number, [PLACEHOLDER] * number))
            json_body(operation.body or {}, operation.files)
            yield operation


def plain_parameters(parameters: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return parameters in a form that can be stored: files as absolute paths. Raises InputError for contents."""
    return {name: _plain(name, value, kind) for name, value in parameters.items() if value is not None}


def _plain(name: str, value: Any, kind: str) -> Any:
    if isinstance(value, os.PathLike):
        return str(Path(os.fspath(value)).expanduser().absolute())
    if isinstance(value, (list, tuple)):
        return [_plain(name, member, kind) for member in value]
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        raise InputError(name, f"{kind}: a batch stores no contents; give the path or the URL of a file")
    if isinstance(value, str) and value[:5].lower() == "data:":
        raise InputError(name, f"{kind}: a batch stores no contents; give the path or the URL of a file")
    return getattr(value, "id", value)


def local_files(operation: Operation[Any]) -> list[str]:
    """Return the local files of a create."""
    found: list[str] = []
    for name in operation.files:
        given = (operation.body or {}).get(name)
        members: list[Any] = given if isinstance(given, list) else [given]
        found += [str(member) for member in members if member is not None and not is_remote(member)]
    return found


def digest_of(steps: Sequence[Mapping[str, Any]]) -> str:
    """Return a digest of a request, by which equal requests are recognized."""
    return hashlib.sha256(json.dumps(steps, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _has_model(shape: Shape) -> bool:
    return any(name in shape.shown for name in ("model_urls", "model_url"))

"""Find what answers an operation of a spec: a function with the operation's name, else the spec's own example.

``models.start`` is answered by ``start`` of the module ``models`` in the service's package ``operations``. An operation
without a function is answered with its example, marked by a header, unless the emulator is strict.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from ..spec.reading import Json
from .contract import OperationContract

S = TypeVar("S")
EXAMPLE = {"x-meshwright-emulated": "example from the spec; the emulator does not implement this operation"}
"""Marks an answer that is the spec's example."""


@frozen(kw_only=True)
class Call:
    """One valid request."""

    path: Json
    query: Json
    body: Json
    base: str
    """The emulator's own address, without a trailing slash."""
    headers: Mapping[str, str] = field(factory=dict[str, str])
    """By name in lower case."""
    template: str = ""
    """The path of the operation in the spec, which names the version of the API."""


@frozen
class Handler(Generic[S]):
    """Answers one operation of a service."""

    function: Callable[[S, Call], Any] | None
    example: Any

    async def answer(self, service: S, call: Call) -> tuple[Any, bool]:
        """Return the answer, and whether it is only the spec's example."""
        if self.function is None:
            return self.example, True
        answer = self.function(service, call)
        return (await answer if inspect.isawaitable(answer) else answer), False


def find_handlers(
    package: str, operations: Iterable[OperationContract], *, strict: bool, examples: Collection[str] = ()
) -> dict[str, Handler[Any]]:
    """Return the handler of each operation, by its id; raises ValueError for an operation without one.

    ``examples`` are answered with the example of the spec in strict mode too.
    """
    found = {operation.id: Handler(_function(package, operation.id), operation.example) for operation in operations}
    for id, handler in found.items():
        strictly = strict and id not in examples
        if handler.function is None and (strictly or handler.example is None):
            lacks = (
                "and a strict emulator does not answer with examples"
                if strictly
                else "and the spec has no example of its answer"
            )
            raise ValueError(f"nothing answers {id}: {package} has no function for it, {lacks}")
    return found


def _function(package: str, operation_id: str) -> Callable[[Any, Call], Any] | None:
    tag, _, verb = operation_id.partition(".")
    module = f"{package}.{tag}"
    try:
        return getattr(import_module(module), verb, None)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None

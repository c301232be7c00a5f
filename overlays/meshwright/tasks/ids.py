"""A kind of task: the generated operations that make, read, list, stream and delete it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Generic, ParamSpec, Protocol, TypeVar

from attrs import frozen
from meshwright_api._runtime import Operation, path_segment

from ..errors import InputError

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T")


class Created(Protocol):
    """The answer to a create."""

    @property
    def result(self) -> str:
        """Id of the new task."""
        ...


@frozen(kw_only=True)
class TaskKind(Generic[Create, List, T]):
    """The parameters of create and list are those of the generated builders, and written nowhere else."""

    name: str
    create: Callable[Create, Operation[Created]]
    list: Callable[List, Operation[list[T]]]
    get: Callable[[str], Operation[T]]
    stream: Callable[[str], Operation[T]]
    delete: Callable[[str], Operation[None]]

    @property
    def texts(self) -> frozenset[str]:
        """The parameters of create that take any text, by the generated signature; no choices and no files."""
        parameters = inspect.signature(self.create).parameters.values()
        return frozenset(each.name for each in parameters if each.annotation == "str | Unset")


def checked_id(id: str) -> str:
    """Refuse an id that cannot name a task."""
    if id.__class__ is not str:
        raise InputError("id", f"expected a string, got {type(id).__name__}")
    try:
        path_segment(id)
    except ValueError as error:
        raise InputError("id", str(error)) from None
    return id

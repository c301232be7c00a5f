"""Groups of calls: a class lists its operations in one line each, and both clients have them as methods.

A call returns the content of the envelope, or None if the service only reports success.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, overload

from attrs import field, frozen
from meshwright_api._runtime import BadArgument, Operation
from meshwright_api.flighthub import models
from meshwright_api.flighthub.models import StatusAnswer

from ..core.calls import Call as PlainCall
from ..core.methods import like
from ..errors import InputError
from ..tasks.ids import checked_id
from .envelope import Answer, FlightHubSession, listed, members, unwrapped

Params = ParamSpec("Params")
Args = ParamSpec("Args")
T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")


@frozen
class Calls:
    """A group of calls over one session."""

    session: FlightHubSession = field(repr=False)


class Call(PlainCall[Params, T]):
    """One operation as a method of a group of calls; ``read`` converts the content of the envelope to the result.

    Ids in the path, times and lists are checked before anything is sent: InputError.
    """

    @overload
    def __init__(self: Call[Args, None], find: Callable[[], Callable[Args, Operation[StatusAnswer]]]) -> None: ...
    @overload
    def __init__(self: Call[Args, R], find: Callable[[], Callable[Args, Operation[Answer[R]]]]) -> None: ...
    @overload
    def __init__(
        self: Call[Args, R], find: Callable[[], Callable[Args, Operation[Answer[D]]]], read: Callable[[D], R]
    ) -> None: ...
    def __init__(
        self, find: Callable[[], Callable[..., Operation[Any]]], read: Callable[[Any], Any] | None = None
    ) -> None:
        super().__init__(lambda: _unwrapping(find(), read))


def _unwrapping(
    builder: Callable[Params, Operation[Any]], read: Callable[[Any], Any] | None
) -> Callable[Params, Operation[Any]]:
    """Return the builder of an operation whose result is the content of the envelope."""
    taken = inspect.signature(builder)
    ids = {name: one.annotation for name, one in taken.parameters.items() if one.kind is not one.KEYWORD_ONLY}

    def build(*args: Params.args, **kwargs: Params.kwargs) -> Operation[Any]:
        given = taken.bind(*args, **kwargs).arguments
        for name, kind in ids.items():
            checked_id(given[name]) if kind == "str" else checked_number(name, given[name])
        try:
            return unwrapped(builder(*args, **kwargs), read)
        except BadArgument as error:
            raise InputError(error.name, error.reason) from None

    return like(builder, build, f"Operation[{_returned(taken, read)}]")


def checked_number(name: str, value: int) -> int:
    """Return a number that the service chose; raises InputError for anything else."""
    if value.__class__ is not int or value < 0:
        raise InputError(name, f"expected a whole number from 0, got {value!r}")
    return value


def _returned(builder: inspect.Signature, read: Callable[[Any], Any] | None) -> str | None:
    """Return the type name of the result; None if it has none."""
    answer = getattr(models, builder.return_annotation.removeprefix("Operation[").removesuffix("]"))
    if answer is StatusAnswer:
        return None
    held: str = answer.__annotations__["data"].removesuffix(" | Unset")
    if read is listed:
        found: str = getattr(models, held.removeprefix("None | ")).__annotations__["list_"]
        return found.removesuffix(" | None | Unset")
    if read is members:
        return held.removesuffix(" | None")
    return held if read is None else str(read.__annotations__["return"])

"""Define operations in one line each: a group of calls lists its operations, and both clients have them as methods.

The parameters and the help of a call are those of the generated builder. It returns the content of the envelope, or
None if the service only reports success.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from attrs import field, frozen
from meshwright_api._runtime import Operation
from meshwright_api.flighthub import models
from meshwright_api.flighthub.models import StatusAnswer

from ..core.methods import Both, like
from ..tasks.ids import checked_id
from .envelope import Answer, FlightHubSession, unwrapped

Params = ParamSpec("Params")
Args = ParamSpec("Args")
T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")


@frozen
class Calls:
    """A group of calls over one session."""

    session: FlightHubSession = field(repr=False)


class Call(Both[Params, T]):
    """One operation as a method of a group of calls; ``read`` converts the content of the envelope to the result.

    Ids in the path are checked before anything is sent: InputError.
    """

    @overload
    def __init__(self: Call[Args, None], builder: Callable[Args, Operation[StatusAnswer]]) -> None: ...
    @overload
    def __init__(self: Call[Args, R], builder: Callable[Args, Operation[Answer[R]]]) -> None: ...
    @overload
    def __init__(
        self: Call[Args, R], builder: Callable[Args, Operation[Answer[D]]], read: Callable[[D], R]
    ) -> None: ...
    def __init__(self, builder: Callable[..., Operation[Any]], read: Callable[[Any], Any] | None = None) -> None:
        super().__init__(_method(builder, read))


def _method(
    builder: Callable[Params, Operation[Any]], read: Callable[[Any], Any] | None
) -> Callable[Concatenate[Calls, Params], Coroutine[Any, Any, Any]]:
    """Return the coroutine function of a call."""
    taken = inspect.signature(builder)
    ids = [name for name, one in taken.parameters.items() if one.kind is not one.KEYWORD_ONLY]

    async def perform(self: Calls, /, *args: Params.args, **kwargs: Params.kwargs) -> Any:
        given = taken.bind(*args, **kwargs).arguments
        for name in ids:
            checked_id(given[name])
        return await self.session.call(unwrapped(builder(*args, **kwargs), read))

    return like(builder, perform, read.__annotations__["return"] if read else _held(taken))


def _held(builder: inspect.Signature) -> str | None:
    """Return the type name of the envelope's content; None if it has none."""
    answer = getattr(models, builder.return_annotation.removeprefix("Operation[").removesuffix("]"))
    return None if answer is StatusAnswer else answer.__annotations__["data"].removesuffix(" | Unset")

"""Methods that are written once for both clients, or take the signature of a generated builder.

An asyncio class and its blocking twin share a base class, on which such methods are coroutine functions. On an
``Awaited`` object the method is that function; on a ``Blocking`` one the same function is run to its end.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from .blocking import run

Params = ParamSpec("Params")
T = TypeVar("T")


class Awaited:
    """Marker of asyncio classes: the client, its groups of calls, its handles."""

    __slots__ = ()


class Blocking:
    """Marker of blocking classes: the client, its groups of calls, its handles."""

    __slots__ = ()


class Both(Generic[Params, T]):
    """A decorator: a coroutine function as a method of both kinds of class."""

    def __init__(self, function: Callable[Concatenate[Any, Params], Coroutine[Any, Any, T]]) -> None:
        @wraps(function)
        def blocking(one: Any, /, *args: Params.args, **kwargs: Params.kwargs) -> T:
            return run(function(one, *args, **kwargs))

        self._awaited = function
        self._blocking = blocking

    @overload
    def __get__(self, one: None, owner: object) -> Callable[Concatenate[Any, Params], Any]: ...
    @overload
    def __get__(self, one: Awaited, owner: object) -> Callable[Params, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, one: Blocking, owner: object) -> Callable[Params, T]: ...
    def __get__(self, one: Awaited | Blocking | None, owner: Any) -> Any:
        self._resolve()
        function = self._awaited if issubclass(owner, Awaited) else self._blocking
        return function if one is None else MethodType(function, one)

    def _resolve(self) -> None:
        """Find the function if it is not there yet; called before each use."""


def like(
    builder: Callable[..., Any], method: Callable[Params, T], returns: object, summary: str = ""
) -> Callable[Params, T]:
    """Give a method the name, signature and help of a generated builder, for ``help()`` and notebooks.

    The method keeps its own leading parameters, such as ``self``; ``returns`` is the annotation of its result, and
    ``summary`` precedes the help.
    """

    @wraps(builder)
    def call(*args: Params.args, **kwargs: Params.kwargs) -> T:
        return method(*args, **kwargs)

    taken = inspect.signature(builder).parameters
    found = [one for one in inspect.signature(method).parameters.values() if one.kind is one.POSITIONAL_ONLY]
    own = [one.replace(name=f"{one.name}_") if one.name in taken else one for one in found]  # given by position only
    call.__signature__ = inspect.Signature([*own, *taken.values()], return_annotation=returns)  # type: ignore[attr-defined]
    if summary:
        call.__doc__ = f"{summary} {builder.__doc__}"
    return call

"""Operations as methods, in one line each: with the parameters and the help of the generated builder, in both kinds of
class.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from meshwright_api._runtime import Operation

from .methods import Both, like

Params = ParamSpec("Params")
R = TypeVar("R")


class Deferred(Both[Params, R]):
    """A method that ``find`` returns at the first use, so that the module of an operation is imported only then."""

    def __init__(self, find: Callable[[], Callable[Concatenate[Any, Params], Coroutine[Any, Any, R]]]) -> None:
        self._find = find
        self._is_found = False

    def _resolve(self) -> None:
        if not self._is_found:
            super().__init__(self._find())
            self._is_found = True


class Call(Deferred[Params, R]):
    """One operation as a method of a class with a ``session``; ``find`` returns the builder."""

    def __init__(self, find: Callable[[], Callable[Params, Operation[R]]]) -> None:
        super().__init__(lambda: _method(find()))


def _method(builder: Callable[Params, Operation[R]]) -> Callable[Concatenate[Any, Params], Coroutine[Any, Any, R]]:
    async def perform(self: Any, /, *args: Params.args, **kwargs: Params.kwargs) -> Any:
        return await self.session.call(builder(*args, **kwargs))

    returned = inspect.signature(builder).return_annotation.removeprefix("Operation[").removesuffix("]")
    return like(builder, perform, None if returned == "None" else returned)

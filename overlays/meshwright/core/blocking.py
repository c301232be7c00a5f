"""Run the client's coroutines from blocking code.

All algorithms are coroutines over a transport. A blocking transport's methods are coroutines that never suspend, so
such a coroutine runs to its end in one step: no event loop, no thread, and every algorithm is written and typed
once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("a blocking client awaited something that suspends")


def iterate(items: AsyncIterator[T]) -> Iterator[T]:
    """Iterate over an asynchronous iterator that never suspends; closes it when the caller stops early."""
    try:
        while True:
            try:
                item = run(_next(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        if (close := getattr(items, "aclose", None)) is not None:
            run(close())


async def _next(items: AsyncIterator[T]) -> T:
    return await anext(items)

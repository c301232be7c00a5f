"""Coroutines that never suspend, driven from ordinary code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from meshwright.core.blocking import iterate, run


class Numbers:
    """Counts, and remembers whether it was closed."""

    closed = False

    async def upto(self, last: int) -> AsyncIterator[int]:
        try:
            for number in range(last):
                yield number
            if last == 3:
                raise LookupError("three")
        finally:
            self.closed = True


def test_a_result_comes_back() -> None:
    """A coroutine that awaits only others that never suspend runs to its end."""

    async def inner() -> int:
        return 20

    async def outer() -> int:
        return await inner() + 1

    assert run(outer()) == 21


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, StopAsyncIteration])
def test_an_error_comes_through(error: type[BaseException]) -> None:
    """An error raised inside is raised outside, Ctrl-C included."""

    async def failing() -> None:
        raise error

    with pytest.raises(error):
        run(failing())


def test_suspending_is_an_error_and_cleans_up() -> None:
    """A coroutine that would have to wait is closed, and the mistake is named."""
    cleaned = []

    async def suspending() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            cleaned.append(True)

    coroutine = suspending()
    with pytest.raises(RuntimeError, match="suspends"):
        run(coroutine)
    assert cleaned == [True]


def test_iterating() -> None:
    """An asynchronous iterator becomes an ordinary one, closed at its end."""
    numbers = Numbers()
    assert list(iterate(numbers.upto(2))) == [0, 1]
    assert numbers.closed


def test_iterating_less_than_all() -> None:
    """Who stops early leaves nothing open."""
    numbers = Numbers()
    upto_nine = numbers.upto(9)  # a reference, so that the garbage collector does not close it
    items = iterate(upto_nine)
    assert next(items) == 0
    assert not numbers.closed
    items.close()  # type: ignore[attr-defined]
    assert numbers.closed


def test_iterating_over_an_error() -> None:
    """An error in the middle comes through, and the iterator is closed."""
    numbers = Numbers()
    with pytest.raises(LookupError, match="three"):
        list(iterate(numbers.upto(3)))
    assert numbers.closed


def test_iterating_without_aclose() -> None:
    """An iterator that cannot be closed is iterated too."""

    class Two:
        left = 2

        def __aiter__(self) -> Two:
            return self

        async def __anext__(self) -> int:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return self.left

    assert list(iterate(Two())) == [1, 0]


def test_inside_a_running_loop() -> None:
    """A blocking client works in a notebook, where a loop runs already."""

    async def cell() -> list[int]:
        return list(iterate(Numbers().upto(2)))

    assert asyncio.run(cell()) == [0, 1]

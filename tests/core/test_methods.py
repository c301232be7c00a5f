"""Methods that take the parameters and the help of a generated builder."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from meshwright.core.calls import Call
from meshwright.core.methods import Awaited, Blocking, like
from meshwright_api._runtime import Operation


def build(name: str, *, one: int = 1) -> Operation[None]:
    """Do it."""
    raise AssertionError


def build_list(name: str) -> Operation[list[str]]:
    raise AssertionError


class Calls:
    """A group of calls."""

    do = Call(lambda: build)
    list = Call(lambda: build_list)


class AsyncGroup(Calls, Awaited):
    pass


class Group(Calls, Blocking):
    pass


@pytest.mark.parametrize("group", [Group, AsyncGroup])
def test_help_of_a_call(group: Any) -> None:
    """A call shows the parameters and the help of its builder, and the result without the operation around it."""
    assert str(inspect.signature(group().do)) == "(name: 'str', *, one: 'int' = 1) -> None"
    assert str(inspect.signature(group().list)) == "(name: 'str') -> 'list[str]'"
    assert inspect.getdoc(group.do) == "Do it."


def test_a_method_with_parameters_of_its_own() -> None:
    """Leading parameters stay, under another name where the builder has the same one, and a summary comes first."""

    def method(client: Any, one: int, /, name: str, **more: Any) -> str:
        return f"{client} {one} {name} {more}"

    told: Any = like(build, method, str, "Buy it.")
    assert list(inspect.signature(told).parameters) == ["client", "one_", "name", "one"]
    assert inspect.signature(told).return_annotation is str
    assert told.__doc__ == "Buy it. Do it."
    assert told("c", 7, "n", one=8) == "c 7 n {'one': 8}"
    assert like(build, method, str).__doc__ == "Do it."

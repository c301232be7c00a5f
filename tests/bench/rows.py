"""A row of the table as data: who takes part, what is measured, what is promised. Runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .measuring import Work

Role: TypeAlias = Literal["ours", "peer", "limit"]
Service: TypeAlias = Callable[[int], AbstractContextManager[dict[str, Any]]]
"""Prepares what all contenders of a row meet (a server, a large file) for a size, and yields it as options."""


@dataclass(frozen=True)
class Contender:
    """An implementation of the same work: a function, and the environment whose interpreter runs it."""

    name: str
    work: Work
    environment: str = "core"
    role: Role = "peer"
    options: Mapping[str, Any] = field(default_factory=dict)
    rounds: int | None = None
    """Fewer rounds than the row has, for those who take minutes."""


@dataclass(frozen=True)
class Budget:
    """A promise about a figure of ours: absolute, or as a multiple of another contender's."""

    figure: str
    bound: float
    of: str | None = None
    """The contender it is measured by."""
    who: str = "ours"
    at_least: bool = False


@dataclass(frozen=True)
class Growth:
    """How cost grows with the size: three sizes, a decade apart."""

    what: str
    """The unit of the sizes: tasks, bytes."""
    sizes: tuple[int, int, int]
    figures: tuple[str, ...] = ("cpu", "memory")


@dataclass(frozen=True)
class Row:
    """One line of the table; the first sentence a reader sees is ``title``."""

    name: str
    title: str
    contenders: tuple[Contender, ...]
    budgets: tuple[Budget, ...] = ()
    size: int = 1
    smoke: int | None = 1
    """The size that only proves that it runs; None where another row proves the same."""
    rounds: int = 5
    service: Service | None = None
    growth: Growth | None = None
    quick: int = 0
    """Rounds with ``--quick``; 0 where the row is left out."""
    flame: int = 0
    """The size for ``--flame``, if that of the row takes too little time to be sampled."""
    note: str = ""
    """A remark that a reader needs to judge the figures."""

    @property
    def ours(self) -> Contender:
        """The first contender that is ours."""
        return next(contender for contender in self.contenders if contender.role == "ours")

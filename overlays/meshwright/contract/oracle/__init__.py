"""The oracle: it takes exchanges in the order in which they happened, and returns the rules that they violate. It does
not use sockets or the emulator, and is independent of the source of the exchanges.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from attrs import define, field, frozen

from ...spec.reading import Json
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from .learning import learn
from .memory import Memory
from .registry import Rule, rules_of
from .rules import load
from .situation import Situation

UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""Errors when a rule, or the memory, reads values that it does not expect."""


@frozen
class Violation:
    """A violated rule, with the violation."""

    rule: str
    detail: str
    exchange: Exchange = field(eq=str)

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail} [{self.exchange}]"


@define(eq=False)
class Oracle:
    """Judges exchanges with one service. Safe to use from several threads.

    ``key`` is the valid key of the service. ``exclusive`` means that there is no other writer and that everything was
    seen from the beginning; then lists and balances can be predicted.
    """

    spec: Json
    key: str
    service: str = "meshy"
    target: str = "emulator"
    exclusive: bool = True
    good_sources: frozenset[str] = frozenset()
    disputed_fees: bool = True
    """Whether prices are charged on which the sources disagree."""
    violations: list[Violation] = field(init=False, factory=list[Violation])
    applied: Counter[str] = field(init=False, factory=Counter[str])
    """How often operations were seen with which status, as ``operation status``."""
    memory: Memory = field(init=False, factory=Memory)
    expectations: Expectations = field(init=False)
    """The spec, read."""
    _rules: list[Rule] = field(init=False)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        load()
        self.expectations = Expectations.of(self.spec, disputed_fees=self.disputed_fees)
        self._rules = rules_of(self.service, self.target)

    @property
    def operations(self) -> tuple[ExpectedOperation, ...]:
        """The operations of the service."""
        return self.expectations.operations

    def observe(self, exchange: Exchange) -> list[Violation]:
        """Judge one exchange, learn from it, and return its violations; a lost answer cannot be judged."""
        if not exchange.answered:
            return []
        with self._lock:
            situation = self._situation(exchange)
            if situation.operation is not None:
                self.applied[f"{situation.operation.id} {exchange.status}"] += 1
            found = [Violation(rule.id, detail, exchange) for rule in self._rules for detail in _judge(rule, situation)]
            if not situation.misshapen:
                with suppress(*UNREADABLE):  # a request that the service should have refused
                    learn(situation)
            self.violations += found
        return found

    def reset(self) -> None:
        """Forget all exchanges, because the service was reset."""
        with self._lock:
            self.memory = Memory()

    def _situation(self, exchange: Exchange) -> Situation:
        return Situation(
            exchange=exchange,
            service=self.service,
            expectations=self.expectations,
            operation=self.expectations.at(exchange.path).get(exchange.method),
            memory=self.memory,
            key=self.key,
            now=exchange.at,
            good_sources=self.good_sources,
            exclusive=self.exclusive,
        )


def _judge(rule: Rule, situation: Situation) -> Iterator[str]:
    """Yield what breaks a rule. A rule need not be able to read an answer that breaks its schema, which is reported."""
    try:
        yield from rule.check(situation)
    except UNREADABLE as error:
        if not situation.misshapen:
            yield f"the exchange cannot be judged ({type(error).__name__}: {error})"

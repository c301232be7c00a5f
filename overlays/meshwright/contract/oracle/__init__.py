"""The oracle: fed with exchanges in the order they happened, it says which rules they break.

Knows neither sockets nor the emulator; where the exchanges come from is nobody's business here.
"""

from __future__ import annotations

import threading
from collections import Counter

from attrs import define, field, frozen

from ...spec.reading import Json
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from .learning import learn
from .memory import Memory
from .registry import Rule, rules_of
from .rules import load
from .situation import Situation


@frozen
class Violation:
    """A rule that was broken, and by what."""

    rule: str
    detail: str
    exchange: Exchange = field(eq=str)

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail} [{self.exchange}]"


@define(eq=False)
class Oracle:
    """Judges exchanges with one service. Safe to use from several threads.

    ``key`` is the one that opens the service. ``exclusive`` says that nobody else writes and that all was seen since
    the beginning; then lists and balances can be predicted.
    """

    spec: Json
    key: str
    service: str = "meshy"
    target: str = "emulator"
    exclusive: bool = True
    good_sources: frozenset[str] = frozenset()
    disputed_fees: bool = True
    """Whether prices that sources disagree on are charged."""
    violations: list[Violation] = field(init=False, factory=list[Violation])
    applied: Counter[str] = field(init=False, factory=Counter[str])
    """How often operations were seen with which status, as ``operation status``."""
    memory: Memory = field(init=False, factory=Memory)
    _expectations: Expectations = field(init=False)
    _rules: list[Rule] = field(init=False)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        load()
        self._expectations = Expectations.of(self.spec, disputed_fees=self.disputed_fees)
        self._rules = rules_of(self.service, self.target)

    @property
    def operations(self) -> tuple[ExpectedOperation, ...]:
        """What the service can be asked to do."""
        return self._expectations.operations

    def observe(self, exchange: Exchange) -> list[Violation]:
        """Judge one exchange, learn from it, and return what it broke; of a lost answer nothing can be said."""
        if not exchange.answered:
            return []
        with self._lock:
            situation = self._situation(exchange)
            if situation.operation is not None:
                self.applied[f"{situation.operation.id} {exchange.status}"] += 1
            found = [Violation(rule.id, detail, exchange) for rule in self._rules for detail in rule.check(situation)]
            learn(situation)
            self.violations += found
        return found

    def reset(self) -> None:
        """Forget everything that was seen: the service begins anew."""
        with self._lock:
            self.memory = Memory()

    def _situation(self, exchange: Exchange) -> Situation:
        return Situation(
            exchange=exchange,
            service=self.service,
            expectations=self._expectations,
            operation=self._expectations.at(exchange.path).get(exchange.method),
            memory=self.memory,
            key=self.key,
            now=exchange.at,
            good_sources=self.good_sources,
            exclusive=self.exclusive,
        )

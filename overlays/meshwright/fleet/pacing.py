"""The pace of all machines of an account together, in place of that of one client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve, frozen

from ..core.hooks import Exchange
from ..core.wire import Reply
from ..ledger.purchases import Purchases
from ..tasks.session import TaskSession

S = TypeVar("S", bound=TaskSession)
LONGEST = 60.0
"""The most seconds for which one answer makes all machines wait."""


@frozen
class SharedPacer:
    """Schedules the requests of all machines at ``rate()`` requests a second."""

    purchases: Purchases
    rate: Callable[[], float]

    def delay(self, now: float) -> float:  # noqa: ARG002  the database has the clock
        """Reserve the next slot and return the seconds until it."""
        return self.purchases.next_turn(self.rate())

    def see(self, exchange: Exchange) -> None:
        """Let all machines wait after the service has answered that there are too many requests."""
        answer = exchange.outcome
        if isinstance(answer, Reply) and answer.status == 429 and answer.retry_after:
            self.purchases.pause(min(answer.retry_after, LONGEST))


def shared_pace(session: S, purchases: Purchases, rate: Callable[[], float]) -> S:
    """Return a session whose requests keep to the pace of all machines."""
    pacer = SharedPacer(purchases, rate)
    return evolve(session, pacer=pacer, hooks=(*session.hooks, pacer.see))

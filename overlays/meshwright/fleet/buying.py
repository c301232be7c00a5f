"""Buy the task of an item once, also after crashes: settle unknown outcomes, wait for a turn, send, and record.

May be called any number of times, on any machine: a purchase that stands is returned.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import define, evolve, field
from meshwright_api._runtime import Operation, TaskKind

from ..core.session import Exchange
from ..core.wire import Reply
from ..errors import (
    ApiError,
    ConnectionFailed,
    InsufficientCredits,
    MeshwrightError,
    QueueFull,
    RateLimited,
    ServerError,
    SubmissionUnknown,
    UnexpectedResponse,
)
from ..ledger.purchases import Purchase, Purchases
from ..ledger.recovery import reconcile
from ..ledger.resuming import listed_by
from ..ledger.store import Duplicate
from ..ledger.submissions import Submission
from ..tasks.ids import Created
from ..tasks.session import TaskSession
from ..tasks.submitting import clock_ahead, submit
from .settings import Settings, StoredSettings

PAUSE = 1.0
"""Seconds between two attempts."""


class Unsettled(MeshwrightError):
    """A create of the account has an unknown outcome, so nothing else may be sent."""


class BudgetSpent(MeshwrightError):
    """The budget of the batch, or the account, has too few credits left for the next create. Nothing was sent."""


class Stopped(MeshwrightError):
    """The worker stops, so nothing more is bought."""


@define
class ItemJournal:
    """The ledger as one create of an item sees it; a ``Journal``."""

    purchases: Purchases
    item: str
    credits: int
    check: Callable[[], None]
    """Called when the create has its turn; raises an error if it must not be sent."""

    @property
    def now(self) -> Any:
        """The ledger's clock."""
        return self.purchases.ledger.now

    def intend(self, account: str, kind: str, parameters: dict[str, Any], digest: str, ahead: float | None) -> int:
        """Record that a create for the item is to be sent; raises Duplicate if it is bought already."""
        ledger = self.purchases.ledger
        return ledger.intend(account, kind, parameters, digest, ahead, item=self.item, credits=self.credits)

    def sending(self, number: int, ahead: float | None = None) -> None:
        """Record that the create is being sent, if it may be."""
        self.check()
        self.purchases.ledger.sending(number, ahead)

    def unknown(self, number: int, ahead: float | None = None) -> None:
        """Record that the answer was lost, unless the body was not sent whole."""
        if not self.purchases.never_sent(number):
            self.purchases.ledger.unknown(number, ahead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.purchases.ledger, name)


@define
class Buyer:
    """Buys for one account on this machine."""

    session: TaskSession
    kinds: Mapping[str, TaskKind[..., ..., Any]]
    purchases: Purchases
    settings: Settings
    stored: StoredSettings
    stopping: bool = False
    unpaid: str = ""
    """Why nothing more can be paid."""
    given_up: set[int] = field(factory=set[int])
    """Lost creates that only a person can settle."""
    give_up: Callable[[Submission, str], None] = lambda submission, reason: None  # noqa: ARG005
    """Called with such a create and the reason."""

    def __attrs_post_init__(self) -> None:
        self.session = evolve(self.session, hooks=(*self.session.hooks, self._slow_down))

    async def buy(self, item: str, kind: str, operation: Operation[Created], credits: int, since: float) -> str:
        """Return the id of the item's task.

        Raises the errors of a create that the service refused, BudgetSpent, Stopped, and LedgerError.
        """
        journal = ItemJournal(self.purchases, item, credits, partial(self._check, credits))
        session = evolve(self.session, ledger=journal, max_credits=None, queue_timeout=0.0)
        while True:
            standing = self.purchases.of(item)
            if standing is not None and standing.task_id is not None and _holds(standing, since):
                return standing.task_id
            self._check_purse()
            if await self._may_buy(kind):
                try:
                    return await submit(session, kind, operation)
                except (Duplicate, Unsettled, SubmissionUnknown, RateLimited, ServerError):
                    pass  # look again: it is bought, or its outcome is to be settled
                except ConnectionFailed:
                    pass  # nothing was sent
                except QueueFull:
                    self.stored.lower(len(self.purchases.unfinished()))
                except InsufficientCredits as error:
                    self.unpaid = f"the account has too few credits: {error.message}"
            await asyncio.sleep(PAUSE)

    async def _may_buy(self, kind: str) -> bool:
        """Return whether there is a place, and no create whose outcome is unknown."""
        if self.session.service_clock.time() is None:  # without it a lost create takes the whole list to settle
            try:
                await self.session.call(self.kinds[kind].api().list_())
            except (RateLimited, ServerError, ConnectionFailed, UnexpectedResponse):
                return False
        room = self.stored.room(self.settings.places)
        return len(self.purchases.unfinished()) < room and await self.settle()

    def _check(self, credits: int) -> None:
        """Check in the turn to buy, when no other machine can send a create."""
        self._check_purse()
        if self._lost():
            raise Unsettled("another create of the account is to be settled first")
        budget = self.settings.max_credits
        if budget is not None and (spent := self.purchases.spent()) + credits > budget:
            self.unpaid = f"the budget of {budget} credits is spent: {spent} so far, and the next task costs {credits}"
            raise BudgetSpent(self.unpaid)

    def _check_purse(self) -> None:
        if self.unpaid:
            raise BudgetSpent(self.unpaid)
        if self.stopping:
            raise Stopped("the worker stops")

    def _lost(self) -> list[Submission]:
        found = self.purchases.ledger.lost(self.purchases.account, self.kinds)
        return [submission for submission in found if submission.number not in self.given_up]

    async def settle(self) -> bool:
        """Find the outcome of lost creates by the service's list; return whether none is left."""
        if not self._lost():
            return True
        ledger, account = self.purchases.ledger, self.purchases.account
        turn = ledger.take_turn(account)
        if turn is None:
            return False
        try:
            texts = {name: kind.texts for name, kind in self.kinds.items()}
            ahead = partial(clock_ahead, self.session, ledger)
            listed = listed_by(self.session, self.kinds)
            result = await reconcile(ledger, account, self.session.dialect, listed, texts, ahead, in_order=True)
        except (ApiError, ConnectionFailed):
            return False  # the service cannot be asked now
        finally:
            turn()
        for ambiguity in result.ambiguous:
            self.given_up.add(ambiguity.submission.number)
            tasks = ", ".join(ambiguity.candidates)
            self.give_up(ambiguity.submission, f"its create has an unknown outcome; it may be one of the tasks {tasks}")
        return not result.undecided

    def _slow_down(self, exchange: Exchange) -> None:
        """Let all machines wait after the service has answered that there are too many requests."""
        answer = exchange.outcome
        if isinstance(answer, Reply) and answer.status == 429 and answer.retry_after:
            self.purchases.pause(min(answer.retry_after, 60.0))


def _holds(standing: Purchase, since: float) -> bool:
    """Return whether a purchase counts: one that ended without a result does until the item is tried again."""
    return standing.stands or standing.created > since

"""Buy the task of an item once, also after crashes: settle unknown outcomes, wait for a turn, send, and record.

May be called any number of times, on any machine: a purchase that stands is returned.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, Protocol

from attrs import define, evolve, field
from meshwright_api._runtime import Operation

from ..errors import (
    ApiError,
    ConnectionFailed,
    InsufficientCredits,
    LedgerError,
    MeshwrightError,
    QueueFull,
    RateLimited,
    ServerError,
    SubmissionUnknown,
)
from ..ledger.purchases import Purchase, Purchases
from ..ledger.store import Duplicate
from ..ledger.submissions import Submission
from ..tasks.ids import Created
from ..tasks.session import TaskSession
from ..tasks.submitting import submit
from .books import Books
from .settings import Settings

PAUSE = 1.0
"""Seconds between two attempts."""


class Unsettled(MeshwrightError):
    """A create of the account has an unknown outcome, so nothing else may be sent."""


class NoPlace(MeshwrightError):
    """All places of the account are taken, so nothing else may be sent."""


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
    reserve: Callable[[], None] = lambda: None
    """Called before the create is recorded and its files are sent; raises an error if it has no place."""
    check: Callable[[], None] = lambda: None
    """Called when the create has its turn; raises an error if it must not be sent."""
    unwritten: LedgerError | None = None
    """Why the answer could not be recorded."""

    @property
    def now(self) -> Any:
        """The ledger's clock."""
        return self.purchases.ledger.now

    def intend(self, account: str, kind: str, parameters: dict[str, Any], digest: str, ahead: float | None) -> int:
        """Record that a create for the item is to be sent; raises NoPlace, and Duplicate if it is bought already."""
        self.reserve()
        ledger = self.purchases.ledger
        return ledger.intend(account, kind, parameters, digest, ahead, item=self.item, credits=self.credits)

    def sending(self, number: int, ahead: float | None = None) -> None:
        """Record that the create is being sent, if it may be."""
        self.check()
        self.purchases.ledger.sending(number, ahead)

    def created(self, number: int, task_id: str) -> None:
        """Record the answer."""
        try:
            self.purchases.ledger.created(number, task_id)
        except LedgerError as error:
            self.unwritten = error
            raise

    def recorded(self, task_id: str) -> str:
        """Return the id of a task whose create is recorded; raises LedgerError otherwise: it is to be settled first."""
        if self.unwritten is not None:
            raise self.unwritten
        return task_id

    def unknown(self, number: int, ahead: float | None = None) -> None:
        """Record that the answer was lost, unless the body was not sent whole."""
        if not self.purchases.never_sent(number):
            self.purchases.ledger.unknown(number, ahead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.purchases.ledger, name)


class Settler(Protocol):
    """Finds the outcome of creates whose answer was lost, in the way of a service."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of creates in the ledger that are this batch's."""
        ...

    async def prepare(self) -> bool:
        """Learn before a create what settling it would need; return False if the service cannot be asked now."""
        ...

    async def settle(self) -> tuple[bool, Sequence[tuple[Submission, str]]]:
        """Settle what can be settled, in the account's turn.

        Return whether some are undecided yet, and those that only a person can settle, with the reason.
        """
        ...


@define
class Buyer:
    """Buys for one account on this machine."""

    session: TaskSession
    settler: Settler
    books: Books
    stopping: bool = False
    busy: int = 0
    """Number of creates in progress here."""
    _unpaid: tuple[str, Settings] | None = None
    """Why nothing more can be paid, and with which settings."""
    _given_up: set[int] = field(factory=set[int])

    async def buy(self, item: str, kind: str, operation: Operation[Created], credits: int, since: float) -> str:
        """Return the id of the item's task.

        Raises the errors of a create that the service refused, BudgetSpent, Stopped, and LedgerError.
        """
        self.busy += 1
        try:
            return await self._buy(item, kind, operation, credits, since)
        finally:
            self.busy -= 1

    def look(self) -> None:
        """Free the places of machines that died before they sent a create; to be called every few seconds."""
        self._lost()

    def standing(self, item: str, since: float) -> str | None:
        """Return what was bought for an item, if it counts; None if it is to be bought."""
        found = self.books.purchases.of(item)
        return found.task_id if found is not None and _holds(found, since) else None

    async def _buy(self, item: str, kind: str, operation: Operation[Created], credits: int, since: float) -> str:
        journal = ItemJournal(self.books.purchases, item, credits, self._reserve, partial(self._check, credits))
        session = evolve(self.session, ledger=journal, max_credits=None, queue_timeout=0.0)
        while True:
            if (standing := self.standing(item, since)) is not None:
                return standing
            self._check_purse()
            if await self._may_buy():
                try:
                    return journal.recorded(await submit(session, kind, operation))
                except (Duplicate, NoPlace, Unsettled, SubmissionUnknown, RateLimited, ServerError):
                    pass  # look again: it is bought, has to wait, or its outcome is to be settled
                except ConnectionFailed:
                    pass  # nothing was sent
                except QueueFull:
                    self.books.stored.lower(len(self.books.purchases.unfinished()))
                except InsufficientCredits as error:
                    self._unpaid = f"the account has too few credits: {error.message}", self.books.settings
            await asyncio.sleep(PAUSE)

    async def _may_buy(self) -> bool:
        """Return whether there is a place, and no create whose outcome is unknown."""
        if not await self.settler.prepare():
            return False
        return self.books.purchases.places_held() < self._room() and await self._settled()

    def _room(self) -> int:
        return self.books.stored.room(self.books.settings.places)

    def _reserve(self) -> None:
        """Check before a create is recorded; the record holds the place."""
        if self.books.purchases.places_held() >= self._room():
            raise NoPlace("all places of the account are taken")

    def _check(self, credits: int) -> None:
        """Check in the turn to buy, when no other machine can send a create."""
        self._check_purse()
        if self._lost():
            raise Unsettled("another create of the account is to be settled first")
        if len(self.books.purchases.unfinished()) >= self._room():  # two machines took the last place
            raise NoPlace("all places of the account are taken")
        budget = self.books.settings.max_credits
        if budget is not None and (spent := self.books.purchases.spent()) + credits > budget:
            unit = self.books.unit
            reason = f"the budget of {budget} {unit} is spent: {spent} so far, and the next task costs {credits}"
            self._unpaid = reason, self.books.settings
            raise BudgetSpent(reason)

    def _check_purse(self) -> None:
        if self._unpaid and self._unpaid[1] == self.books.settings:
            raise BudgetSpent(self._unpaid[0])
        if self.stopping:
            raise Stopped("the worker stops")

    def _lost(self) -> list[Submission]:
        found = self.books.purchases.ledger.lost(self.books.purchases.account, self.settler.kinds)
        return [submission for submission in found if submission.number not in self._given_up]

    async def _settled(self) -> bool:
        """Find the outcome of lost creates; return whether none is left."""
        if not self._lost():
            return True
        ledger, account = self.books.purchases.ledger, self.books.purchases.account
        turn = ledger.take_turn(account)
        if turn is None:
            return False
        try:
            undecided, hopeless = await self.settler.settle()
        except (ApiError, ConnectionFailed):
            return False  # the service cannot be asked now
        finally:
            turn()
        for submission, reason in hopeless:
            self._given_up.add(submission.number)
            self.books.give_up(submission, reason)
        return not undecided


def _holds(standing: Purchase, since: float) -> bool:
    """Return whether a purchase counts: one that ended without a result does until the item is tried again."""
    return standing.stands or standing.created > since

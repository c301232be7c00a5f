"""One worker of a batch: buys, watches, fetches, and takes over what dead workers left, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from attrs import define, evolve, field

from ..errors import (
    AuthenticationError,
    ConnectionFailed,
    DownloadFailed,
    LedgerError,
    MeshwrightError,
    NotFound,
    PermissionDenied,
    ServerError,
)
from ..ledger.purchases import Purchases
from ..ledger.submissions import SUCCEEDED, Submission
from ..tasks.handles import AsyncTaskHandle
from ..tasks.reasons import failure_reason
from ..tasks.session import TaskSession
from .buying import BudgetSpent, Buyer, Stopped
from .chains import Chains
from .engine import FETCH, MAKE, Engine, Job, Lane
from .items import DONE, FAILED, MADE, OVER, UNPAID, Item, Items, name_of
from .pacing import SharedPacer
from .results import Results
from .settings import Settings, StoredSettings
from .watching import Ends, Watcher

TICK = 0.5
"""Seconds between two looks at the ledger, which are also the sign of life of this process."""
ATTEMPTS, BACKOFF = 6, 2.0
"""Attempts to fetch the files of an item, and seconds before the second; they double."""
EXPIRES_UNKNOWN = 0.0


@define
class Worker:
    """Works on the batch of an account."""

    session: TaskSession
    chains: Chains
    items: Items
    purchases: Purchases
    settings: Settings
    stored: StoredSettings
    engine: Engine
    results: Results
    stop: asyncio.Event = field(factory=asyncio.Event)
    """Set to stop: nothing more is bought, and what is being sent or fetched ends."""
    _error: BaseException | None = None
    _busy: int = 0
    """Number of creates and downloads in progress here."""
    _buyer: Buyer = field(init=False)
    _watcher: Watcher = field(init=False)
    _ends: Ends = field(init=False)

    def __attrs_post_init__(self) -> None:
        paced = evolve(self.session, pacer=SharedPacer(self.purchases, self.settings.rate))
        self._buyer = Buyer(paced, self.chains.kinds, self.purchases, self.settings, self.stored)
        self._buyer.give_up = self._give_up
        self.session = self._buyer.session
        self._watcher = Watcher(self.session, self.chains.kinds, self.purchases)
        self._ends = Ends(self.purchases)

    async def run(self, *, until_done: bool) -> None:
        """Work until stopped, or until all items are over; raises the error that no other attempt would avoid."""
        put_jobs(self.engine, self.items)
        lanes = {
            MAKE: Lane(self._guarded(self._make), everywhere=self.settings.places),
            FETCH: Lane(self._guarded(self._fetch), here=self.settings.fetchers),
        }
        holder = self.purchases.ledger.store.holder
        engine = self.engine.work(lanes, lambda name: not holds(holder, name), self._watcher.leads)
        working = asyncio.create_task(engine)
        watching = asyncio.create_task(self._watcher.watch())
        try:
            while not self.stop.is_set():
                for task in (working, watching):
                    if task.done():
                        await task
                self._ends.look()
                if until_done and not self._left():
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stop.wait(), TICK)
            self._buyer.stopping = True
            while self._busy and self._error is None:
                self._ends.look()
                await asyncio.sleep(TICK / 10)
        finally:
            self._buyer.stopping = True
            await _ended(working, watching)
            if self._error is not None:
                raise self._error

    def _left(self) -> int:
        """Return the number of items that are not over."""
        return sum(count for state, count in self.items.counts().items() if state not in OVER)

    def _guarded(self, handler: Callable[[Item], Any]) -> Callable[[int], Any]:
        """Return a handler that never raises: a job that fails for a reason of this machine stays where it is."""

        async def handle(number: int) -> None:
            try:
                item = self.items.get(number)
                if item.status not in OVER:
                    await handler(item)
            except Stopped:
                pass
            except Exception as error:
                self._error = self._error or error
                self.stop.set()
            else:
                return
            await asyncio.Event().wait()  # until the engine is closed; another worker goes on

        return handle

    # ---------------------------------------------------------------------------------------------------------- making
    async def _make(self, item: Item) -> None:
        """Buy the tasks of an item one after the other, and let its files be fetched."""
        ids: list[str] = []
        for link in range(len(item.steps)):
            try:
                task_id = await self._bought(item, link, ids)
            except BudgetSpent as error:
                self.items.end(item, UNPAID, reason=str(error))
                return
            except (AuthenticationError, PermissionDenied, LedgerError, Stopped):
                raise
            except MeshwrightError as error:
                self.items.end(item, FAILED, reason=str(error))
                return
            ids.append(task_id)
            self.items.begin(item)
            status = await self._ends.of(task_id)
            if status != SUCCEEDED:
                self.items.end(item, FAILED, reason=await self._reason(item, link, task_id, status))
                return
            self.items.advance(item, link + 1, self._expiry(item, link))
            item = self.items.get(item.number)
        self.engine.put([job_for(self.items, item)])
        self.items.note_put([item])

    async def _bought(self, item: Item, link: int, ids: Sequence[str]) -> str:
        kind = str(item.steps[link]["kind"])
        operation = self.chains.operation(kind, self.chains.bound(item.steps, link, ids))
        credits = int(item.steps[link]["credits"])
        self._busy += 1
        try:
            return await self._buyer.buy(item.key(link), kind, operation, credits, item.since)
        finally:
            self._busy -= 1

    async def _reason(self, item: Item, link: int, task_id: str, status: str) -> str:
        """Return why a task ended without a result, with the reason that the service gives."""
        reason = ""
        with suppress(MeshwrightError):
            task = await self._handle(item, link, task_id).get()
            reason = failure_reason(task.task_error)
        return f"task {task_id} {status}{reason and ': '}{reason}"

    def _expiry(self, item: Item, link: int) -> float | None:
        """Return when the service deletes the first of the item's files, counted from the first create."""
        if item.expires is not None:
            return item.expires
        bought = self.purchases.of(item.key(link))
        return None if bought is None else bought.created + self.session.dialect.retention

    def _handle(self, item: Item, link: int, task_id: str) -> AsyncTaskHandle[Any]:
        return AsyncTaskHandle(task_id, self.chains.kinds[str(item.steps[link]["kind"])], self.session)

    def _give_up(self, submission: Submission, reason: str) -> None:
        """Note that only a person can settle the create of an item."""
        rows = self.purchases.ledger.store.rows("select item from submission where number = ?", submission.number)
        for item in [item for item in self.items.unfinished() if rows[0][0] and name_of(rows[0][0]) == item.name]:
            self.items.end(item, FAILED, reason=reason)

    # -------------------------------------------------------------------------------------------------------- fetching
    async def _fetch(self, item: Item) -> None:
        """Fetch the files of an item whose tasks have all SUCCEEDED."""
        if item.status != MADE:
            return
        handles = []
        for link in range(len(item.steps)):
            bought = self.purchases.of(item.key(link))
            handles.append(self._handle(item, link, str(bought.task_id if bought else "")))
        self._busy += 1
        try:
            self.items.end(item, DONE, files=await self._fetched(item, handles))
        except (NotFound, DownloadFailed, OSError, MeshwrightError) as error:
            if isinstance(error, (LedgerError, AuthenticationError, Stopped)):
                raise
            self.items.end(item, FAILED, reason=f"its files: {error}")
        finally:
            self._busy -= 1

    async def _fetched(self, item: Item, handles: Sequence[AsyncTaskHandle[Any]]) -> list[str]:
        for attempt in range(ATTEMPTS):
            try:
                return await self.results.fetch(item.name, handles)
            except (DownloadFailed, ConnectionFailed, ServerError, OSError):
                if attempt == ATTEMPTS - 1:
                    raise
                if self.stop.is_set():
                    raise Stopped("the worker stops") from None
                await asyncio.sleep(BACKOFF * 2**attempt)
        raise AssertionError("the last attempt returns or raises")


def put_jobs(engine: Engine, items: Items) -> None:
    """Give the engine all items that it does not know yet."""
    while waiting := items.not_put():
        engine.put([job_for(items, item) for item in waiting])
        items.note_put(waiting)


def job_for(items: Items, item: Item) -> Job:
    """Return the next job for an item; files that expire first are fetched first."""
    if item.status == MADE:
        minutes = int((item.expires or EXPIRES_UNKNOWN) // 60)
        return Job(f"{items.account} fetch {item.number} {item.attempt}", FETCH, item.number, max(1, minutes))
    return Job(f"{items.account} make {item.number} {item.attempt}", MAKE, item.number)


def holds(holder: Any, name: str) -> bool:
    """Return whether a holder lives, this process or another."""
    return bool(name == holder.name or holder.is_another(name))


async def _ended(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks, and all jobs that wait in this event loop."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)

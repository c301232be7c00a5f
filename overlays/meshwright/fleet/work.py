"""One worker of a batch: buys, watches, fetches, and takes over what dead workers left, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from attrs import define, field

from ..errors import (
    AuthenticationError,
    ConnectionFailed,
    DownloadFailed,
    LedgerError,
    MeshwrightError,
    PermissionDenied,
    ServerError,
)
from .books import Books
from .buying import BudgetSpent, Stopped
from .engine import FETCH, MAKE, Engine, Job, Lane
from .items import DONE, FAILED, MADE, OVER, UNPAID, Item, Items
from .results import Results

TICK = 0.5
"""Seconds between two looks at the ledger, which are also the sign of life of this process."""
PAUSES = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds between the attempts to fetch the files of an item."""
EXPIRES_UNKNOWN = 0.0


class NotMade(MeshwrightError):
    """A task or model of the item was bought, and ended without a result."""


class Maker(Protocol):
    """Makes items by means of a service."""

    @property
    def sending(self) -> bool:
        """Whether a create is in progress here."""
        ...

    async def make(self, item: Item) -> None:
        """Buy what an item needs and wait for it, also if parts are bought; raises NotMade and other errors."""
        ...

    async def fetch(self, item: Item, folder: Path) -> list[Path]:
        """Fetch the files of an item that was made, any number of times, and return them, models first."""
        ...

    async def watch(self) -> None:
        """Record the ends of what was bought, until cancelled; on one machine at a time."""
        ...

    def leads(self) -> bool:
        """Return whether this machine takes over the jobs of dead ones."""
        ...

    def look(self) -> None:
        """Read the ledger: to be called at least every few seconds, also as a sign of life."""
        ...

    def stop(self) -> None:
        """Buy nothing more."""
        ...


@define
class Worker:
    """Works on the batch of an account."""

    maker: Maker
    books: Books
    engine: Engine
    results: Results
    stop: asyncio.Event = field(factory=asyncio.Event)
    """Set to stop: nothing more is bought, and what is being sent or fetched ends."""
    _error: BaseException | None = None
    _fetching: int = 0
    """Number of items whose files are being fetched here."""

    @property
    def items(self) -> Items:
        """The items of the batch."""
        return self.books.items

    async def run(self, *, until_done: bool) -> None:
        """Work until stopped, or until all items are over; raises the error that no other attempt would avoid."""
        put_jobs(self.engine, self.items)
        lanes = {
            MAKE: Lane(self._guarded(self._make), lambda: self.books.settings.places),
            FETCH: Lane(self._guarded(self._fetch), lambda: self.books.settings.fetchers),
        }
        holder = self.items.ledger.store.holder
        engine = self.engine.work(lanes, lambda name: not holds(holder, name), self.maker.leads)
        working = asyncio.create_task(engine)
        watching = asyncio.create_task(self.maker.watch())
        try:
            while not self.stop.is_set():
                for task in (working, watching):
                    if task.done():
                        await task
                self.maker.look()
                self.books.look()
                if until_done and not self._left():
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stop.wait(), TICK)
            self.maker.stop()
            while (self._fetching or self.maker.sending) and self._error is None:
                self.maker.look()
                await asyncio.sleep(TICK / 10)
        finally:
            self.maker.stop()
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

    async def _make(self, item: Item) -> None:
        """Make an item, and let its files be fetched."""
        try:
            await self.maker.make(item)
        except BudgetSpent as error:
            self.items.end(item, UNPAID, reason=str(error))
            return
        except (AuthenticationError, PermissionDenied, LedgerError, Stopped):
            raise
        except MeshwrightError as error:
            self.items.end(item, FAILED, reason=str(error))
            return
        put_jobs(self.engine, self.items)

    async def _fetch(self, item: Item) -> None:
        """Fetch the files of an item that was made."""
        if item.status != MADE:
            return
        self._fetching += 1
        try:
            self.items.end(item, DONE, files=await self._fetched(item))
        except (AuthenticationError, LedgerError, Stopped):
            raise
        except (OSError, MeshwrightError) as error:
            self.items.end(item, FAILED, reason=f"its files: {error}")
        finally:
            self._fetching -= 1

    async def _fetched(self, item: Item) -> list[str]:
        for pause in PAUSES:
            with suppress(DownloadFailed, ConnectionFailed, ServerError, OSError):
                return await self._stored(item)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), pause)
                raise Stopped("the worker stops")
        return await self._stored(item)

    async def _stored(self, item: Item) -> list[str]:
        return await self.results.store(item.name, lambda folder: self.maker.fetch(item, folder))


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

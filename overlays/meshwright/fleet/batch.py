"""A batch of a service: add items, work on them here or on many machines, and see how far it is."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import TracebackType
from typing import Any, Self

from attrs import evolve, frozen

from .. import system
from ..errors import ConfigurationError, InputError, LedgerError
from ..ledger.journal import AnyLedger, SharedLedger, open_ledger
from ..ledger.purchases import Purchases
from ..tasks.submitting import account
from .books import Books
from .destinations import absolute, open_results
from .engine import Engine
from .items import FAILED, UNPAID, Item, Items
from .page import Page
from .page.contents import Contents
from .service import Service
from .settings import Settings, StoredSettings
from .status import Status, status_of
from .work import Worker, put_jobs

CHUNK = 1000
"""Items that are added in one transaction."""
LOOK = 0.3
"""Seconds between two looks for items that have ended."""
RECONNECT = 5.0
"""Seconds before the database is tried again."""
OVERLAP = 10.0
"""Seconds by which a look reaches back: transactions of other machines may end in another order."""


@frozen
class Added:
    """The result of an ``add``."""

    new: int
    """Number of items that were not in the batch."""
    known: int
    """Number of items that were in it already, with the same request."""
    credits: int
    """Estimated price of the new items, with all tasks of their chains."""


class BatchOf:
    """A batch of a service. Close it, or use it in ``with``."""

    def __init__(self, service: Service, place: str | os.PathLike[str], given: Mapping[str, Any]) -> None:
        self._service = service
        self._place = place
        self._given = {name: value for name, value in given.items() if value is not None}
        if "out" in self._given:
            self._given["out"] = absolute(self._given["out"])
        self._worker: tuple[asyncio.AbstractEventLoop, Worker] | None = None
        self._stopped = False
        self._account = account(service.session)
        self._open()

    def _open(self) -> None:
        self._ledger: AnyLedger = open_ledger(self._place)
        try:
            self._items = Items(self._ledger, self._account)
            self._purchases = Purchases(self._ledger, self._account)
            self._stored = StoredSettings(self._ledger, self._account)
            stored = self._stored.read()
            others = self._items.elsewhere() if stored is None else 0
            if others and "out" not in self._given:
                raise ConfigurationError(
                    f"the batch in {self._ledger.place} ({others} items) belongs to another key or address; use "
                    "the same ones on every machine"
                )
            self._check_out(stored)
            self._settings = self._stored.agreed(self._given)
            self._given = {}  # agreed; any program may change them from now on, also before this one reconnects
            self._engine: Engine = _engine(self._ledger)
        except BaseException:
            self._ledger.close()
            raise

    def close(self) -> None:
        """Close the database, and what the batch started. Other machines go on."""
        self._engine.close()
        self._ledger.close()
        self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def unit(self) -> str:
        """The unit of prices and of the budget, such as ``credits``."""
        return self._service.unit

    @property
    def settings(self) -> Settings:
        """The settings, which all machines share."""
        self._settings = self._stored.read() or self._settings
        return self._settings

    def change(self, **changes: Any) -> Settings:
        """Change settings for all machines: ``out``, ``places``, ``rate``, ``fetchers``, ``max_credits``, ``shared``.

        Those that work take them over within seconds, ``out`` and ``shared`` when they start again.
        """
        if "out" in changes:
            changes["out"] = absolute(changes["out"])
        self._settings = self._stored.change(**changes)
        return self._settings

    def _put(self, rows: Iterable[tuple[str, str, str, int]]) -> Added:
        """Add items: the name, request, digest and price of each; raises InputError as ``Items.add`` does."""
        total, rows = Added(0, 0, 0), iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            if "" in [name for name, _, _, _ in chunk]:
                raise InputError("name", "the input has no file name; give name=")
            before = self._items.planned()
            new = self._items.add(chunk)
            put_jobs(self._engine, self._items)
            planned = self._items.planned() - before
            total = Added(total.new + new, total.known + len(chunk) - new, total.credits + planned)
        return total

    def _check_local(self, files: Sequence[str]) -> None:
        """Raise InputError if other machines cannot read files of this one."""
        if files and isinstance(self._ledger, SharedLedger) and not self._settings.shared:
            raise InputError(
                "inputs",
                f"{files[0]} is a file of this machine, and other machines work on the batch in "
                f"{self._ledger.place} too; give URLs, or shared=True if all machines find it under this path. "
                "Nothing was added",
            )

    def _check_out(self, stored: Settings | None) -> None:
        out = self._given.get("out", "s3://" if stored is None else stored.out)
        shared = self._given.get("shared", stored is not None and stored.shared)
        if not out.startswith("s3://") and isinstance(self._ledger, SharedLedger) and not shared:
            raise ConfigurationError(
                f"out={out!r} is a folder of one machine, and several work on the batch in "
                f"{self._ledger.place}; give s3://bucket/prefix, or shared=True if all machines have this folder"
            )

    # --------------------------------------------------------------------------------------------------------- working
    def run(self) -> Iterator[Item]:
        """Work here until all items are over, and yield each in its final state as it ends; others may work too.

        Items that ended before come first. Stopping the iteration stops buying, and lets what is being sent end.
        Raises the errors that every item would meet: AuthenticationError, LedgerError, ConfigurationError.
        """
        failure: list[BaseException] = []

        def work() -> None:
            try:
                self.work(until_done=True)
            except BaseException as error:
                failure.append(error)

        self._items.retry((UNPAID, UNPAID))
        thread = threading.Thread(target=work, name="meshwright-batch")
        self._stopped = False
        thread.start()
        seen: set[tuple[int, int]] = set()
        latest = 0.0
        try:
            running = True
            while running:
                running = thread.is_alive()
                for item in [] if failure else self._items.ended_since(latest - OVERLAP):
                    latest = max(latest, item.ended or 0.0)
                    if (item.number, item.attempt) not in seen:
                        seen.add((item.number, item.attempt))
                        yield item
                thread.join(LOOK if running else None)
        finally:
            self.stop()
            thread.join()
        if failure:
            raise failure[0]

    def work(self, *, until_done: bool = False, reconnect: bool = False) -> None:
        """Work here until ``stop``, SIGTERM or Ctrl-C, or with ``until_done`` until all items are over.

        With ``reconnect`` wait while the database cannot be reached, and go on; otherwise raise LedgerError. Nothing
        is bought without the database.
        """
        while True:
            try:
                with system.on_termination(self.stop):
                    asyncio.run(self._work(until_done=until_done))
            except LedgerError:
                if not reconnect or self._stopped:
                    raise
                self._reconnect()
            else:
                return

    async def _work(self, *, until_done: bool) -> None:
        ledger = self._ledger
        if ledger.store.holder.enter() is None:
            raise LedgerError(f"{ledger.place} has no locks, which a batch needs; nothing was bought")
        results = open_results(self._settings.out, ledger)
        results.check()
        put_jobs(self._engine, self._items)
        async with self._service.opened() as session:
            books = Books(self._items, self._purchases, self._stored, self._settings, self.unit)
            maker = self._service.maker(evolve(session, ledger=ledger), books)
            worker = Worker(maker, books, self._engine, results)
            self._worker = asyncio.get_running_loop(), worker
            try:
                if not self._stopped:
                    await worker.run(until_done=until_done)
            finally:
                self._worker = None

    def _reconnect(self) -> None:
        self._engine.close()
        self._ledger.close()
        while not self._stopped:
            try:
                self._open()
            except LedgerError:
                time.sleep(RECONNECT)
            else:
                return

    def stop(self) -> None:
        """Stop working here, from any thread: nothing more is bought, and what is being sent or fetched ends."""
        self._stopped = True
        if (working := self._worker) is not None:
            loop, worker = working
            try:
                loop.call_soon_threadsafe(worker.stop.set)
            except RuntimeError:  # it has just ended
                return

    # --------------------------------------------------------------------------------------------------------- looking
    def status(self) -> Status:
        """Return how far the batch is, on all machines together; sends nothing."""
        return status_of(self._items, self._purchases, self.settings, self._stored)

    def page(self, port: int = 0) -> Page:
        """Return a web page of the batch on a port of this machine; ``serve_forever()`` serves it, ``url`` is its
        address.
        """
        results = open_results(self._settings.out, self._ledger)
        return Page(
            port, Contents(self._ledger.place, self._settings.out, self.unit, self.status, self._items, results)
        )

    def retry(self) -> int:
        """Queue the items that failed, and those that were not paid, again; return how many.

        Each goes on at the task that failed: tasks that SUCCEEDED are not bought again.
        """
        again = self._items.retry((FAILED, UNPAID))
        put_jobs(self._engine, self._items)
        return again


def _engine(ledger: AnyLedger) -> Engine:
    try:
        from .dbos_engine import make  # half a second to import; the extra `fleet`
    except ImportError as error:
        raise ConfigurationError(f"a batch needs the extra: pip install 'meshwright[fleet]' ({error})") from error
    place = ledger.url if isinstance(ledger, SharedLedger) else ledger.path
    engine: Engine = make(place, ledger.store.holder.enter() or "")
    return engine

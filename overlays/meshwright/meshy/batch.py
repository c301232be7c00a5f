"""Batches of Meshy's tasks."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from meshwright_api.meshy import tasks

from ..clients import started_emulator
from ..fleet.books import Books
from ..fleet.chains import Chains
from ..fleet.making import TaskMaker
from ..fleet.task_batch import TaskBatch
from ..tasks.session import TaskSession
from .client import AsyncMeshy


class _Meshy:
    """Meshy as a batch sees it."""

    unit = "credits"
    chains = Chains("meshy", tasks.KINDS)

    def __init__(self, api_key: str | None, base_url: str | None, *, emulator: bool) -> None:
        self._emulator = started_emulator() if emulator else None
        self._options: dict[str, Any] = {"api_key": api_key, "base_url": base_url, "rate": None}
        if self._emulator is not None:
            self._options |= {"api_key": self._emulator.api_key, "base_url": self._emulator.url}
        self.session = AsyncMeshy(**self._options).session

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[TaskSession]:
        """Open a client in an event loop, and yield its session."""
        async with AsyncMeshy(**self._options) as meshy:
            yield meshy.session

    def maker(self, session: TaskSession, books: Books) -> TaskMaker:
        """Return what makes items of tasks."""
        return TaskMaker(session, self.chains, books)

    def close(self) -> None:
        """Stop the embedded emulator."""
        if self._emulator is not None:
            self._emulator.stop()


class Batch(TaskBatch):
    """Many tasks of one account; each is bought once, also after a crash, by one machine or several (extra ``fleet``).

    ``ledger`` is a SQLite file on one machine, or ``postgresql://USER:PASSWORD@HOST/DATABASE`` for several; ``out`` is
    a folder or ``s3://bucket/prefix`` for the results. The settings are stored with the first use, so that all machines
    agree: ``places`` unfinished tasks at once (20), ``rate`` requests a second of all machines together (15),
    ``fetchers`` items whose files are fetched at once on each machine (4), ``max_credits`` at which the batch stops
    buying (none), ``shared`` if all machines find local files under the same paths. Raises ConfigurationError for
    settings that differ from the stored ones, a wrong key or a missing extra, and LedgerError.
    """

    def __init__(
        self,
        ledger: str | os.PathLike[str],
        out: str | os.PathLike[str] | None = None,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        emulator: bool = False,
        places: int | None = None,
        rate: float | None = None,
        fetchers: int | None = None,
        max_credits: int | None = None,
        shared: bool | None = None,
    ) -> None:
        given = {
            "out": out,
            "places": places,
            "rate": rate,
            "fetchers": fetchers,
            "max_credits": max_credits,
            "shared": shared,
        }
        super().__init__(_Meshy(api_key, base_url, emulator=emulator), ledger, given)

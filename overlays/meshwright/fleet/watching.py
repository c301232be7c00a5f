"""Watch the tasks of an account: one machine asks the service, and all others ask the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

from attrs import define, field
from meshwright_api._runtime import TaskKind

from ..errors import ApiError, AuthenticationError, ConnectionFailed, NotFound, UnexpectedResponse
from ..ledger.purchases import Purchases
from ..ledger.store import Release
from ..ledger.submissions import CREATED
from ..tasks.completion import look_at
from ..tasks.session import TaskSession
from ..tasks.waiting import Absence, Pace

LOOK = 1.0
"""Seconds between two looks at the tasks."""
SHARE = 5.0
"""Requests a second that watching may take of the account's pace."""
TRIES = 2.0
"""Seconds between two attempts to become the watcher."""


@define
class Lead:
    """The lead of an account's machines: one has it, and another takes it when that one ends."""

    purchases: Purchases
    _lock: Release | None = None

    def held(self) -> bool:
        """Return whether this machine has it."""
        return self._lock is not None

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None]:
        """Wait for the lead, and hold it in the block."""
        try:
            while self._lock is None:
                self._lock = self.purchases.ledger.store.try_lock(f"watch {self.purchases.account}")
                if self._lock is None:
                    await asyncio.sleep(TRIES)
            yield
        finally:
            lock, self._lock = self._lock, None
            if lock is not None:
                lock()


@define
class Watcher:
    """The watcher of an account, once this machine has the lead."""

    session: TaskSession
    kinds: Mapping[str, TaskKind[..., ..., Any]]
    purchases: Purchases
    lead: Lead = field(init=False)
    _absences: dict[str, Absence] = field(factory=dict[str, Absence])
    _unlisted: set[str] = field(factory=set[str])
    _requests: int = 0

    def __attrs_post_init__(self) -> None:
        self.lead = Lead(self.purchases)

    async def watch(self) -> None:
        """Take the lead when it is free, and record the ends of tasks until cancelled."""
        async with self.lead.taken():
            while True:
                self._requests = 0
                await self.look()
                await asyncio.sleep(max(LOOK, self._requests / SHARE))

    async def look(self) -> None:
        """Look once at all tasks that are not known to have ended."""
        ledger, statuses = self.purchases.ledger, self.session.dialect.statuses
        open_ones = ledger.submissions(self.purchases.account, CREATED)
        ids = {str(submission.task_id): submission.kind for submission in open_ones if submission.kind in self.kinds}
        self._absences = {id: self._absences.get(id) or Absence(self.session, id, Pace()) for id in ids}
        self._unlisted &= ids.keys()
        for name in sorted(set(ids.values())):
            wanted = [absence for id, absence in self._absences.items() if ids[id] == name]
            self._requests += 1 + len(self._unlisted)
            try:
                async with aclosing(look_at(self.session, self.kinds[name], wanted, self._unlisted)) as seen:
                    async for id, task in seen:
                        status = str(task.status)
                        if statuses.ended(status):
                            ledger.ended(id, statuses.verdict(status))
            except AuthenticationError:
                raise
            except (NotFound, ApiError, ConnectionFailed, UnexpectedResponse):
                continue  # a task that is gone is recorded as such; the next look reads the rest


@define
class Ends:
    """Waits for the ends of tasks, by one query a second for all that wait on this machine."""

    purchases: Purchases
    _waiting: dict[str, asyncio.Future[str]] = field(factory=dict)

    async def of(self, task_id: str) -> str:
        """Wait for a task and return its terminal status."""
        if task_id not in self._waiting:
            self._waiting[task_id] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._waiting[task_id])

    def look(self) -> None:
        """Ask the ledger; to be called at least every few seconds, also as a sign of life."""
        unfinished = self.purchases.unfinished()
        for id in [id for id in self._waiting if id not in unfinished]:
            rows = self.purchases.ledger.store.rows(
                "select status from submission where account = ? and task_id = ? and status is not null",
                *(self.purchases.account, id),
            )
            if rows:
                self._waiting.pop(id).set_result(rows[0][0])

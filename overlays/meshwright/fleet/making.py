"""Make items of tasks: buy each task of a chain once, wait for its end, and fetch its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from ..errors import MeshwrightError, ResultNotReady
from ..ledger.submissions import SUCCEEDED
from ..tasks.handles import AsyncTaskHandle
from ..tasks.reasons import failure_reason
from ..tasks.session import TaskSession
from .books import Books
from .buying import Buyer
from .chains import Chains
from .items import Item
from .pacing import shared_pace
from .settling import TaskSettler
from .watching import Ends, Watcher
from .work import NotMade

DESCRIPTION = "task.json"
"""The file for a task that has no files of its own, such as a measurement."""


@define
class TaskMaker:
    """Makes the items of an account's tasks; a ``Maker``."""

    session: TaskSession
    chains: Chains
    books: Books
    _buyer: Buyer = field(init=False)
    _watcher: Watcher = field(init=False)
    _ends: Ends = field(init=False)

    def __attrs_post_init__(self) -> None:
        purchases = self.books.purchases
        self.session = shared_pace(self.session, purchases, lambda: self.books.settings.rate)
        settler = TaskSettler(self.session, self.chains.kinds, purchases)
        self._buyer = Buyer(self.session, settler, self.books)
        self._watcher = Watcher(self.session, self.chains.kinds, purchases)
        self._ends = Ends(purchases)

    @property
    def sending(self) -> bool:
        """Whether a create is in progress here."""
        return self._buyer.busy > 0

    async def watch(self) -> None:
        """Record the ends of tasks, until cancelled."""
        await self._watcher.watch()

    def leads(self) -> bool:
        """Return whether this machine is the watcher."""
        return self._watcher.lead.held()

    def look(self) -> None:
        """Ask the ledger which tasks have ended, and which machines have died."""
        self._ends.look()
        self._buyer.look()

    def stop(self) -> None:
        """Buy nothing more."""
        self._buyer.stopping = True

    # ---------------------------------------------------------------------------------------------------------- making
    async def make(self, item: Item) -> None:
        """Buy the tasks of an item one after the other."""
        ids: list[str] = []
        for link in range(len(item.steps)):
            task_id = await self._bought(item, link, ids)
            ids.append(task_id)
            self.books.items.begin(item)
            status = await self._ends.of(task_id)
            if status != SUCCEEDED:
                raise NotMade(await self._reason(item, link, task_id, status))
            self.books.items.advance(item, link + 1, self._expiry(item, link))
            item = self.books.items.get(item.number)

    async def _bought(self, item: Item, link: int, ids: Sequence[str]) -> str:
        kind = str(item.steps[link]["kind"])
        operation = self.chains.operation(kind, self.chains.bound(item.steps, link, ids))
        credits = int(item.steps[link]["credits"])
        return await self._buyer.buy(item.key(link), kind, operation, credits, item.since)

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
        bought = self.books.purchases.of(item.key(link))
        return None if bought is None else bought.created + self.session.dialect.retention

    def _handle(self, item: Item, link: int, task_id: str) -> AsyncTaskHandle[Any]:
        return AsyncTaskHandle(task_id, self.chains.kinds[str(item.steps[link]["kind"])], self.session)

    # -------------------------------------------------------------------------------------------------------- fetching
    async def fetch(self, item: Item, folder: Path) -> list[Path]:
        """Fetch the files of a chain of tasks, of the last one first; a single task needs no folder of its own."""
        found: list[Path] = []
        for link in reversed(range(len(item.steps))):
            bought = self.books.purchases.of(item.key(link))
            handle = self._handle(item, link, str(bought.task_id if bought else ""))
            into = folder if len(item.steps) == 1 else folder / f"{link + 1}-{handle.kind.name}"
            plain = AsyncTaskHandle(handle.id, handle.kind, evolve(handle.session, ledger=None))
            try:
                found += await plain.download(into)
            except ResultNotReady:
                found.append(_described(into, await plain.get()))
        return found


def _described(folder: Path, task: Any) -> Path:
    """Write the members of a task that has no file."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, part = folder / DESCRIPTION, folder / f"{DESCRIPTION}.part"
    part.write_text(json.dumps(task.to_dict(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    return part.replace(whole)

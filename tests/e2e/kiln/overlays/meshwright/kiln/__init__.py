"""A client of the kiln."""

from __future__ import annotations

from typing import Any

from meshwright_api.kiln import tasks
from meshwright_api.kiln.api import glazes

from ..clients import AsyncClient, BlockingClient, Client, checked_base_url
from ..core.blocking import run
from ..core.dialect import Dialect, Paging, Statuses
from ..ledger.resuming import resume
from ..tasks.attributes import Resource
from ..tasks.session import TaskSession

KILN = Dialect(
    name="kiln",
    key_hint="set KILN_KEY",
    key_header="x-kiln-key",
    message="reason",
    queue_full=("no room",),
    paging=Paging(number="page", size="per_page", largest=10, newest_first={"order": "newest"}),
    statuses=Statuses(succeeded="done", failed="cracked", canceled="withdrawn", running=("queued", "firing")),
    created_at="born",
    ticks=1.0,
    retention=3600.0,
)


class _KilnClient(Client[TaskSession]):
    pot = Resource(tasks.POT)

    def __init__(self, key: str, base_url: str, **settings: Any) -> None:
        self._emulator = None
        session = TaskSession(
            transport=self._transport(),
            dialect=KILN,
            base_url=checked_base_url(base_url),
            headers={KILN.key_header: key},
            **settings,
        )
        self._open(session)


class Kiln(_KilnClient, BlockingClient[TaskSession]):
    """The kiln."""

    def glazes(self) -> Any:
        """Return all glazes."""
        return run(self.session.call(glazes.list_()))

    def resume(self) -> Any:
        """Find what was lost."""
        return run(resume(self.session, tasks.KINDS))


class AsyncKiln(_KilnClient, AsyncClient[TaskSession]):
    """The kiln for asyncio."""

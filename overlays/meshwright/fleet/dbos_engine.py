"""The engine on DBOS Transact: in the ledger's SQLite file on one machine, in its PostgreSQL database on several.

DBOS runs queued workflows, and those of a process that comes back under its name. It does not take over those of a
process that is gone for good, so the account's watcher does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import define, field
from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.event import listens_for

from ..errors import ConfigurationError, LedgerError
from ..ledger.server import LIVENESS
from .engine import Handler, Job, Lane

NAME = "meshwright"
VERSION = "1"
"""Of our jobs. By default DBOS takes a digest of the source, and jobs that wait would not run after an update."""
POLL = 1.0
"""Seconds between two looks for jobs."""
TAKE_OVER = 3.0
"""Seconds between two looks for jobs of dead processes."""
SESSION = {**LIVENESS, "idle_session_timeout": "60s"}
"""Settings of the queue's connections, which may rest for a while: else those of machines that vanish would stay."""
CONNECTIONS = 20
"""The most connections of one process to PostgreSQL for its queue."""
OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
KEPT = 1000
"""Finished jobs that are deleted at once."""
_handlers: dict[str, Handler] = {}
"""The handlers of the engine that works in this process."""
logging.getLogger("dbos").addHandler(logging.NullHandler())  # else DBOS prints what the batch reports itself


@DBOS.workflow(name="meshwright.job", max_recovery_attempts=None)
async def _job(queue: str, item: int) -> None:
    await _handlers[queue](item)


def url_of(place: str | Path) -> str:
    """Return the address of the ledger's database in the form that DBOS takes."""
    if isinstance(place, Path):
        return URL.create("sqlite", database=str(place)).render_as_string()
    return make_url(place).set(drivername="postgresql").render_as_string(hide_password=False)


@define(eq=False)
class DbosEngine:
    """Jobs as workflows of DBOS; an ``Engine``."""

    _url: str = field(repr=False)
    _holder: str
    """Name of this process, by which others see whether it lives."""
    _database: Engine = field(init=False, repr=False)
    _client: DBOSClient = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        try:
            DBOS.migrate(self._url)
            self._database = _opened(self._url)
            self._client = DBOSClient(system_database_engine=self._database, retry_connection_errors=False)
        except Exception as error:
            raise _unusable(error) from error

    def put(self, jobs: Sequence[Job]) -> None:
        """Keep jobs, all or none of them."""
        try:
            with self._database.begin() as connection:
                for job in jobs:
                    options = EnqueueOptions(
                        queue_name=job.queue,
                        workflow_name="meshwright.job",
                        workflow_id=job.id,
                        app_version=VERSION,
                        application_name=NAME,
                    )
                    if job.priority:
                        options["priority"] = job.priority
                    self._client.enqueue_in_transaction(connection, options, job.queue, job.item)
        except Exception as error:
            raise _unusable(error) from error

    async def work(self, lanes: Mapping[str, Lane], is_dead: Callable[[str], bool], leads: Callable[[], bool]) -> None:
        """Run jobs until cancelled."""
        if _handlers:
            raise ConfigurationError("another batch is worked on in this process; use a process for each")
        _handlers.update({queue: lane.handler for queue, lane in lanes.items()})
        try:
            self._launch(list(lanes))
            known: dict[str, int] = {}
            while True:
                for queue, lane in lanes.items():
                    limit = lane.limit()
                    if known.get(queue) != limit:
                        await _register(queue, limit)
                        known[queue] = limit
                await asyncio.to_thread(self._take_over, list(lanes), is_dead, leads)
                await asyncio.sleep(TAKE_OVER)
        finally:
            try:
                await asyncio.shield(asyncio.to_thread(DBOS.destroy))
            finally:  # even if this is cancelled a second time
                _handlers.clear()

    def _launch(self, queues: list[str]) -> None:
        DBOS(
            config={
                "name": NAME,
                "system_database_url": self._url,
                "executor_id": self._holder,
                "application_version": VERSION,
                "log_level": "CRITICAL",
                "use_listen_notify": False,
                "system_database_engine": None if self._database.dialect.name == "sqlite" else self._database,
            }
        )
        DBOS.listen_queues(queues)
        DBOS.launch()

    def _take_over(self, queues: list[str], is_dead: Callable[[str], bool], leads: Callable[[], bool]) -> None:
        """Queue the jobs of dead processes again, and forget those that are over."""
        if not leads():
            return
        running = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        dead = {executor for executor in {job.executor_id for job in running} if executor and is_dead(executor)}
        for queue in queues:
            left = [job.workflow_id for job in running if job.executor_id in dead and job.queue_name == queue]
            if left:
                self._client.resume_workflows(left, queue_name=queue)
        over = self._client.list_workflows(status=OVER, limit=KEPT, load_input=False, load_output=False)
        if over:
            self._client.delete_workflows([job.workflow_id for job in over])

    def close(self) -> None:
        """Close the connections."""
        with suppress(Exception):
            self._client.destroy()
            self._database.dispose()


async def _register(queue: str, limit: int) -> None:
    """Store how many jobs of a queue may run at once in a process; all read it at their next look for jobs.

    With a limit for all processes together DBOS looks in serializable transactions, and after conflicts between
    processes it waits up to two minutes: runs of three workers on PostgreSQL had such pauses.
    """
    await DBOS.register_queue_async(
        queue,
        worker_concurrency=limit,
        polling_interval_sec=POLL,
        on_conflict="always_update",
    )


def _opened(url: str) -> Engine:
    """Open the database with the driver that DBOS uses, too."""
    parts = make_url(url)
    if parts.drivername == "sqlite":
        return create_engine(parts)
    parts = parts.set(drivername="postgresql+psycopg")
    engine = create_engine(parts, pool_pre_ping=True, pool_size=CONNECTIONS, max_overflow=0)

    @listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        for name, value in SESSION.items():
            connection.execute("select set_config(%s, %s, false)", (name, value))
        connection.commit()

    return engine


def _unusable(error: Exception) -> Exception:
    if isinstance(error, LedgerError):
        return error
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return LedgerError(f"the queue of the batch cannot be used: {line}. Nothing was bought")


def make(place: str | Path, holder: str) -> Any:
    """Open the engine in the database of a ledger."""
    return DbosEngine(url_of(place), holder)

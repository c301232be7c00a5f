"""The queue of a batch: which jobs it keeps, which it takes over from the dead, and what it asks of its database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from helpers.postgres import Postgres
from meshwright import ConfigurationError, LedgerError
from meshwright.fleet import dbos_engine
from meshwright.fleet.dbos_engine import SESSION, DbosEngine, url_of
from meshwright.fleet.engine import FETCH, MAKE, Job, Lane

NAMES = "workflow_id", "queue_name", "priority", "executor_id", "app_version"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbosEngine]:
    """Open the queue of a new SQLite file."""
    with closing(dbos_engine.make(tmp_path_factory.mktemp("queue") / "a queue.sqlite", "me")) as opened:
        yield opened


def kept(engine: DbosEngine) -> dict[str, tuple[str | None, int | None]]:
    """Return the queue and the priority of each job."""
    return {job.workflow_id: (job.queue_name, job.priority) for job in engine._client.list_workflows()}


def test_the_address_of_the_database(tmp_path: Path) -> None:
    """It is that of the ledger: a path of any characters, or an address with its password, which is not shown."""
    assert url_of(tmp_path / "a b.sqlite") == f"sqlite:///{tmp_path}/a b.sqlite"
    given = "postgres://me:a_secret@x.example/db"
    assert url_of(given) == "postgresql://me:a_secret@x.example/db"
    engine = DbosEngine.__new__(DbosEngine)
    engine._url, engine._holder = given, "me"
    engine._database = engine._client = given  # type: ignore[assignment]
    assert "secret" not in repr(engine)


def test_jobs_are_kept_once(engine: DbosEngine) -> None:
    """A job with a known id is not put again; of jobs that cannot all be kept, none is."""
    engine.put([Job("a", MAKE, 1), Job("b", FETCH, 2, 7)])
    engine.put([Job("a", MAKE, 1), Job("c", FETCH, 3, 1)])
    with pytest.raises(LedgerError, match=r"the queue of the batch cannot be used: .* Nothing was bought"):
        engine.put([Job("d", MAKE, 4), Job("e", MAKE, 5, -1)])
    assert kept(engine) == {"a": (MAKE, 0), "b": (FETCH, 7), "c": (FETCH, 1)}
    assert {job.app_version for job in engine._client.list_workflows()} == {dbos_engine.VERSION}


def test_a_queue_that_cannot_be_opened(tmp_path: Path) -> None:
    """The error has one line of the reason; one of the ledger stays as it is."""
    (tmp_path / "queue").mkdir()
    with pytest.raises(
        LedgerError, match=r"cannot be used: \(sqlite3\.OperationalError\) [^\n]*\. Nothing was bought$"
    ):
        dbos_engine.make(tmp_path / "queue", "me")
    error = LedgerError("full")
    assert dbos_engine._unusable(error) is error
    assert "cannot be used: ValueError. Nothing" in str(dbos_engine._unusable(ValueError()))


class Jobs:
    """The client of a queue with jobs of several processes."""

    def __init__(self, *jobs: tuple[str, str | None, str, str]) -> None:
        names = ("workflow_id", "executor_id", "queue_name", "status")
        self.jobs = [SimpleNamespace(**dict(zip(names, job, strict=True))) for job in jobs]
        self.done: list[tuple[str, list[str]]] = []

    def list_workflows(self, status: Any, limit: int | None = None, **_: Any) -> list[Any]:
        """List jobs."""
        return [job for job in self.jobs if job.status in status][:limit]

    def resume_workflows(self, ids: list[str], queue_name: str) -> None:
        """Queue jobs again."""
        self.done.append((queue_name, ids))

    def delete_workflows(self, ids: list[str]) -> None:
        """Forget jobs."""
        self.done.append(("forgotten", ids))


def test_what_is_taken_over(engine: DbosEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader queues the running jobs of dead processes again, each in its own queue, and forgets those of the past;
    no other process does.
    """
    jobs = Jobs(
        ("a", "dead", MAKE, "PENDING"),
        ("b", "alive", MAKE, "PENDING"),
        ("c", "dead", FETCH, "PENDING"),
        ("d", "dead", "other", "PENDING"),
        ("e", None, MAKE, "PENDING"),
        ("f", "dead", MAKE, "ENQUEUED"),
        ("g", "dead", MAKE, "SUCCESS"),
        ("h", "alive", FETCH, "ERROR"),
    )
    monkeypatch.setattr(engine, "_client", jobs)
    engine._take_over([MAKE, FETCH], lambda name: name != "alive", lambda: False)
    assert jobs.done == []
    engine._take_over([MAKE, FETCH], lambda name: name != "alive", lambda: True)
    assert jobs.done == [(MAKE, ["a"]), (FETCH, ["c"]), ("forgotten", ["g", "h"])]
    jobs.jobs, jobs.done = [], []
    engine._take_over([MAKE, FETCH], lambda _: True, lambda: True)
    assert jobs.done == []


def test_one_batch_at_a_time(engine: DbosEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second batch in the process is refused, and the first keeps its handlers."""

    async def handle(_: int) -> None:
        raise AssertionError("no job was put")

    monkeypatch.setitem(dbos_engine._handlers, "first", handle)
    with pytest.raises(ConfigurationError, match="another batch is worked on in this process; use a process for each"):
        asyncio.run(engine.work({MAKE: Lane(handle, lambda: 1)}, bool, bool))
    assert list(dbos_engine._handlers) == ["first"]


class Launched:
    """Stands for DBOS, and keeps its settings."""

    config: dict[str, Any]

    def __init__(self, config: dict[str, Any]) -> None:
        Launched.config = config

    @staticmethod
    def listen_queues(queues: list[str]) -> None:
        """Take the queues."""

    @staticmethod
    def launch() -> None:
        """Start."""


def test_whose_connections_the_queue_uses(
    engine: DbosEngine, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In PostgreSQL those with our settings, so that the server ends them with their machine; in SQLite its own."""
    with closing(dbos_engine.make(postgres.database(), "there")) as shared:
        monkeypatch.setattr(dbos_engine, "DBOS", Launched)
        for one, used, holder in ((shared, shared._database, "there"), (engine, None, "me")):
            one._launch([MAKE])
            assert Launched.config["system_database_engine"] is used
            assert (Launched.config["executor_id"], Launched.config["use_listen_notify"]) == (holder, False)


def test_the_connections_of_a_queue(postgres: Postgres) -> None:
    """PostgreSQL ends those of a machine that vanished, and a connection that it has ended is replaced."""
    place = postgres.database()
    with closing(dbos_engine.make(place, "me")) as engine:
        for _ in range(2):
            with engine._database.connect() as connection:
                found = {name: connection.exec_driver_sql(f"show {name}").scalar() for name in SESSION}
            assert found == {**SESSION, "idle_session_timeout": "1min"}
        with psycopg.connect(place, autocommit=True) as other:
            other.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
        engine.put([Job("a", MAKE, 1)])
        assert list(kept(engine)) == ["a"]
        postgres.refuse(place)
        with pytest.raises(LedgerError, match=r"the queue of the batch cannot be used: .*not currently accepting"):
            engine.put([Job("b", MAKE, 2)])
        postgres.accept(place)

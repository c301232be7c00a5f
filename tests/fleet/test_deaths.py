"""Workers that are killed, also at the two worst points of a purchase: each task is bought once, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from random import Random
from typing import Any

import pytest
from helpers import batch_worker
from helpers.batches import Yard, by_name
from helpers.carrying import Carrier
from helpers.postgres import Postgres
from helpers.processes import wait_for
from meshwright import step
from meshwright.fleet import dbos_engine
from meshwright.fleet.engine import Job
from meshwright.ledger.journal import open_ledger
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("no_certificates")
WORKERS: list[subprocess.Popen[bytes]] = []


def worker(yard: Yard, die: str = "", after: int = 0, place: str = "") -> subprocess.Popen[bytes]:
    """Start a worker."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "MESHY_API_KEY": yard.emulator.api_key,
        "MESHY_BASE_URL": yard.emulator.url,
        "DIE": die,
        "AFTER": str(after),
    }
    process = subprocess.Popen([sys.executable, "-P", batch_worker.__file__, place or yard.place], env=environment)
    WORKERS.append(process)
    return process


@pytest.fixture(autouse=True)
def no_worker_stays() -> Iterator[None]:
    """Kill the workers that a failed test left behind."""
    yield
    for process in WORKERS:
        process.kill()
        process.wait()
    WORKERS.clear()


def finish(yard: Yard, tasks: int, items: int) -> None:
    """Let a last worker end all items, and compare: each task was bought once, and each item has its files."""
    assert worker(yard).wait(300) == 0
    with yard.batch() as batch:
        status = batch.status()
        assert (status.done, status.open_creates) == (items, 0), status
        for item in by_name(batch.run()).values():
            assert item.files
    assert len(yard.bought()) == tasks


@pytest.mark.parametrize("die", ["sending", "answered"])
def test_the_worst_points(both: Yard, die: str) -> None:
    """After a death between the record and the request, or the answer and its record, each item is bought once."""
    with both.batch() as batch:
        batch.add("image_to_3d", both.pictures(4))
    assert worker(both, die, after=1).wait(300) == -signal.SIGKILL
    finish(both, tasks=4, items=4)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_chain_killed_at_each_link(yard: Yard, after: int) -> None:
    """A worker that dies at any task of a chain leaves it to be gone on with: each task is bought once."""
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(1), then=[step("remesh"), step("repair")])
    for die in ("sending", "answered"):
        assert worker(yard, die, after if die == "sending" else 0).wait(300) == -signal.SIGKILL
    finish(yard, tasks=3, items=1)


def test_three_workers_killed_at_random(both: Yard) -> None:
    """Of three workers that share a batch, some are killed at any moment; the others take over."""
    random = Random(7)
    with both.batch() as batch:
        batch.add("image_to_3d", both.pictures(12))
    workers: list[Any] = [worker(both) for _ in range(3)]
    for _ in range(3):
        with suppress(subprocess.TimeoutExpired):
            workers[0].wait(1.5 + 2 * random.random())
        killed = workers.pop(0)
        killed.kill()
        killed.wait()
        workers.append(worker(both, random.choice(["sending", "answered", ""]), random.randint(0, 2)))
    for each in workers:
        with suppress(subprocess.TimeoutExpired):
            each.wait(5)
        each.kill()
        each.wait()
    finish(both, tasks=12, items=12)


def test_a_machine_that_vanishes(yard: Yard, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database ends the session of a machine that vanished with its network; another goes on with its items."""
    monkeypatch.setenv("IDLE", "5s")
    yard.place, carrier = postgres.database(), Carrier(postgres.port)
    with yard.batch() as batch, closing(carrier):
        batch.add("image_to_3d", yard.pictures(4))
        far = worker(yard, place=yard.place.replace(f":{postgres.port}/", f":{carrier.port}/"))
        wait_for(lambda: yard.bought())
        carrier.cut()
        far.kill()
        far.wait()
        finish(yard, tasks=4, items=4)


def test_a_machine_that_vanishes_in_a_transaction(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database ends a transaction of the queue that its machine cannot end, so that others get the rows."""
    monkeypatch.setitem(dbos_engine.SESSION, "idle_in_transaction_session_timeout", "500ms")
    place, carrier = postgres.database(), Carrier(postgres.port)
    there = dbos_engine.make(place.replace(f":{postgres.port}/", f":{carrier.port}/"), "there")
    here = dbos_engine.make(place, "here")
    with closing(carrier), closing(here):
        here.put([Job("a job", "make", 1)])
        connection = there._database.connect()
        connection.execute(text("delete from dbos.workflow_status"))
        carrier.cut()
        here._client.delete_workflows(["a job"])
        assert here._client.list_workflows() == []
        connection.invalidate()
        there.close()


def test_sigterm(yard: Yard) -> None:
    """A worker that gets SIGTERM buys nothing more, writes down what it sent, and ends well."""
    with yard.batch(places=1) as batch:
        batch.add("image_to_3d", yard.pictures(6))
    working = worker(yard)
    wait_for(lambda: yard.bought())
    working.send_signal(signal.SIGTERM)
    assert working.wait(300) == 0
    with yard.batch() as batch:
        status = batch.status()
        assert status.left > 0
        assert status.open_creates == 0
    yard.settings["places"] = None
    finish(yard, tasks=6, items=6)


def test_the_places_of_a_machine_that_died(both: Yard) -> None:
    """A machine that dies with a create for each place, none of which was sent, leaves its places to another."""
    with both.batch(places=2) as batch:
        batch.add("image_to_3d", both.pictures(4))
        with open_ledger(both.place) as dead:
            account = next(iter(dead.store.rows("select account from batch")))[0]
            for number in range(2):
                dead.intend(account, "image-to-3d", {}, str(number), item=f"gone {number}", credits=5)
    both.settings["places"] = None
    finish(both, tasks=4, items=4)

"""The calls of a batch, without a service: adding, changing, working, ending, and a database that goes away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from meshwright import Batch, ConfigurationError, InputError, LedgerError, step
from meshwright.fleet import batch as calls
from meshwright.fleet.batch import Added
from meshwright.fleet.items import Item, Items
from meshwright.fleet.work import Worker

T0 = 1_700_000_000.0
URLS = [f"https://x.example/{name}.png" for name in ("cat", "dog", "cow", "ant", "bee")]


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Name a ledger in a file."""
    return str(tmp_path / "ledger")


def opened(place: str, key: str = "key", **settings: Any) -> Batch:
    """Open a batch of a service that does not answer."""
    return Batch(place, api_key=key, base_url="http://127.0.0.1:1", **settings)


@pytest.fixture
def batch(place: str, tmp_path: Path) -> Iterator[Batch]:
    """Open a new batch."""
    with opened(place, out=tmp_path / "out", places=3) as batch:
        yield batch


def names(items: list[Item]) -> list[str]:
    """Return the names of items."""
    return [item.name for item in items]


def test_many_items_are_added_in_parts(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """New and known ones and the price are counted over all parts, and the engine knows each item."""
    monkeypatch.setattr(calls, "CHUNK", 2)
    price = batch.estimate("image_to_3d", URLS[0], then=[step("remesh")])
    assert batch.add("image_to_3d", URLS[1:4], then=[step("remesh")]) == Added(3, 0, 3 * price)
    assert batch.add("image_to_3d", URLS, then=[step("remesh")]) == Added(2, 3, 2 * price)
    assert batch.add("image_to_3d", []) == Added(0, 0, 0)
    assert batch._items.not_put() == []
    assert len(batch._engine._client.list_workflows()) == 5  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="the input has no file name"):
        batch.add("remesh", input_task_id="task-1")


def test_settings_of_several_programs(
    batch: Batch, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each program sees what another changed, also when it opens its database again; a folder is absolute."""
    monkeypatch.chdir(tmp_path)
    with opened(place) as other:
        assert other.settings == batch.settings
        assert other.change(places=5, out="new").out == str(tmp_path / "new")
        assert (batch.settings.places, batch.settings.out) == (5, str(tmp_path / "new"))
    batch.change(places=7)
    batch._reconnect()
    assert (batch.unit, batch.settings.places, batch.settings.out) == ("credits", 7, str(tmp_path / "new"))


def test_two_accounts_in_one_ledger(batch: Batch, place: str, tmp_path: Path) -> None:
    """A second account needs a place for its results, as a key that is wrong would begin another batch without it."""
    batch.add("image_to_3d", URLS[:1])
    with pytest.raises(ConfigurationError, match=r"\(1 items\) belongs to another key or address"):
        opened(place, key="other")
    with opened(place, key="other", out=tmp_path / "out") as other:
        assert other.status().queued == 0
    with opened(place, key="other") as other:
        assert other.settings.places == 20


def test_a_batch_that_cannot_be_opened_holds_nothing(tmp_path: Path) -> None:
    """Its ledger is closed again."""
    with pytest.raises(ConfigurationError, match="begin one with out="):
        opened(str(tmp_path / "ledger"))
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_closing(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue, the ledger and what the service started are closed."""
    batch = opened(place, out=tmp_path / "out")
    closed: list[str] = []
    monkeypatch.setattr(type(batch._service), "close", lambda _: closed.append("service"))
    monkeypatch.setattr(type(batch._engine), "close", lambda _: closed.append("engine"))
    with batch:
        assert closed == []
    assert closed == ["engine", "service"]
    with pytest.raises(LedgerError):
        batch.status()


def test_items_that_end_at_one_moment(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each item comes once for each attempt, also if a clock stands still, and an earlier end that is seen later."""
    batch._ledger.now = lambda: T0
    batch.add("image_to_3d", URLS[:4])
    cat, dog, cow, ant = batch._items.in_state("queued")
    batch._items.end(ant, "unpaid")
    seen = threading.Semaphore(0)
    asked: list[float] = []
    ended_since = Items.ended_since

    def noted(items: Items, moment: float) -> Iterator[Item]:
        asked.append(moment)
        return ended_since(items, moment)

    monkeypatch.setattr(Items, "ended_since", noted)

    def work(_: Batch, *, until_done: bool) -> None:
        assert until_done
        assert names(batch._items.in_state("queued")) == ["cat", "dog", "cow", "ant"]
        batch._items.end(cat, "done")
        seen.acquire()
        batch._items.end(dog, "failed")
        seen.acquire()
        batch._ledger.now = lambda: T0 - calls.OVERLAP
        batch._items.end(cow, "done")
        batch._items.retry(("failed", "failed"))
        batch._items.end(dog, "done")

    monkeypatch.setattr(Batch, "work", work)
    found: list[tuple[str, str]] = []
    for item in batch.run():
        found.append((item.name, item.status))
        seen.release()
    assert sorted(found) == [("cat", "done"), ("cow", "done"), ("dog", "done"), ("dog", "failed")]
    assert asked[-1] == T0 - calls.OVERLAP  # not all that ever ended
    assert not [thread for thread in threading.enumerate() if thread.name == "meshwright-batch"]


def test_an_error_of_the_work(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised after what has ended before."""

    def work(_: Batch, *, until_done: bool) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(Batch, "work", work)
    with pytest.raises(LedgerError, match="the disk is full"):
        list(batch.run())


def test_a_look_that_is_left(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving the iteration stops the work and waits for its end."""
    batch.add("image_to_3d", URLS[:2])
    ended: list[bool] = []

    def work(_: Batch, *, until_done: bool) -> None:
        batch._items.end(batch._items.in_state("queued")[0], "done")
        while not batch._stopped:
            threading.Event().wait(0.001)
        ended.append(True)

    monkeypatch.setattr(Batch, "work", work)
    for _ in range(2):
        running = batch.run()
        next(running)
        running.close()
    assert ended == [True, True]


@pytest.mark.parametrize(
    ("reconnect", "stopped", "reopened"), [(False, False, 0), (True, False, 2), (True, True, 0), (False, True, 0)]
)
def test_a_database_that_is_away(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, reconnect: bool, stopped: bool, reopened: int
) -> None:
    """With ``reconnect`` the work goes on once it is there again, unless it was stopped."""
    troubles = [LedgerError("away"), LedgerError("away")]
    opened_again: list[bool] = []

    async def work(_: Batch, *, until_done: bool) -> None:
        if troubles:
            batch._stopped = stopped
            raise troubles.pop()

    monkeypatch.setattr(Batch, "_work", work)
    monkeypatch.setattr(Batch, "_reconnect", lambda _: opened_again.append(True))
    if reopened:
        batch.work(reconnect=reconnect)
    else:
        with pytest.raises(LedgerError, match="away"):
            batch.work(reconnect=reconnect)
    assert len(opened_again) == reopened


def test_how_a_database_is_tried_again(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old connections are closed, and it is tried every few seconds until it is there or the work is stopped."""
    slept: list[float] = []
    tries = [LedgerError("away"), LedgerError("away")]
    open_again = Batch._open
    closed: list[str] = []
    engine, ledger = batch._engine, batch._ledger
    close = type(engine).close

    def again(one: Batch) -> None:
        if tries:
            raise tries.pop()
        open_again(one)

    def noted(one: Any) -> None:
        closed.append("engine")
        close(one)

    monkeypatch.setattr(Batch, "_open", again)
    monkeypatch.setattr(type(engine), "close", noted)
    monkeypatch.setattr("meshwright.fleet.batch.time.sleep", slept.append)
    batch._reconnect()
    assert slept == [calls.RECONNECT] * 2
    assert closed == ["engine"]
    with pytest.raises(LedgerError):
        ledger.submissions()
    assert batch.status().queued == 0
    tries += [LedgerError("away")] * 9
    monkeypatch.setattr("meshwright.fleet.batch.time.sleep", lambda _: batch.stop())
    batch._reconnect()
    assert len(tries) == 8


def test_no_locks(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder of the ledger has no locks nothing is bought, as two workers could not be told apart."""
    monkeypatch.setattr(type(batch._ledger.store.holder), "enter", lambda _: None)
    with pytest.raises(LedgerError, match="has no locks, which a batch needs; nothing was bought"):
        batch.work(until_done=True)


def test_a_stop_before_the_work_begins(batch: Batch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is done then; the check of the results has been, and jobs that were not known are put."""
    ran: list[bool] = []

    async def run(worker: Worker, *, until_done: bool) -> None:
        ran.append(until_done)
        assert batch._worker is not None
        batch.stop()
        assert worker.stop.is_set() is False
        assert batch._worker[1] is worker

    monkeypatch.setattr(Worker, "run", run)
    batch.add("image_to_3d", URLS[:1])
    batch._ledger.store.database.execute("update item set put = 0")  # type: ignore[union-attr]
    batch.work()
    assert batch._worker is None
    assert batch._items.not_put() == []
    assert (tmp_path / "out").is_dir()
    batch.work(until_done=True)  # it is stopped
    assert ran == [False]
    batch.stop()


def test_items_that_are_queued_again(batch: Batch) -> None:
    """Those that failed and those that were not paid have a new job each."""
    batch.add("image_to_3d", URLS[:3])
    cat, dog, cow = batch._items.in_state("queued")
    for item, state in ((cat, "failed"), (dog, "unpaid"), (cow, "done")):
        batch._items.end(item, state)
    assert (batch.retry(), batch.retry()) == (2, 0)
    assert batch._items.not_put() == []
    assert batch.status().queued == 2


def test_the_name_of_the_worker(batch: Batch) -> None:
    """Its jobs have the name by which others see whether its process lives."""
    assert batch._engine._holder == batch._ledger.store.holder.name != ""  # type: ignore[attr-defined]


def test_the_port_of_the_page(batch: Batch) -> None:
    """By default it is any that is free."""
    with batch.page() as first, batch.page() as second:
        assert first.server_port != second.server_port
        assert min(first.server_port, second.server_port) > 1024

"""The steps of a worker with each item, and its end; its maker and its engine are replaced by functions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from helpers.fakes import json_reply
from meshwright import (
    AuthenticationError,
    ConnectionFailed,
    DownloadFailed,
    InputError,
    Ledger,
    LedgerError,
    MeshwrightError,
    PermissionDenied,
    ServerError,
)
from meshwright.fleet import work
from meshwright.fleet.books import Books
from meshwright.fleet.buying import BudgetSpent, Stopped
from meshwright.fleet.engine import FETCH, MAKE, Job, Lane
from meshwright.fleet.items import Item, Items
from meshwright.fleet.results import FolderResults
from meshwright.fleet.settings import Settings, StoredSettings
from meshwright.fleet.work import NotMade, Worker, holds, job_for, put_jobs
from meshwright.ledger.purchases import Purchases


@define(slots=False)
class Plant:
    """An engine in memory, and a maker whose parts are functions."""

    books: Books
    jobs: list[Job] = field(factory=list[Job])
    making: Callable[[Item], Awaitable[object]] | None = None
    fetching: Callable[[Item], Awaitable[object]] | None = None
    watching: BaseException | None = None
    breaking: BaseException | None = None
    """Raised by the engine."""
    sending: bool = False
    stopped: int = 0
    looks: int = 0
    lanes: Mapping[str, Lane] = field(factory=dict[str, Lane])
    is_dead: Callable[[str], bool] = bool
    worker: Worker = field(init=False)
    put_all: list[Job] = field(factory=list[Job])
    ended: list[str] = field(factory=list[str])
    """The parts that have ended, in order."""

    # The engine
    def put(self, jobs: Sequence[Job]) -> None:
        """Take jobs."""
        self.jobs += jobs
        self.put_all += jobs

    async def work(self, lanes: Mapping[str, Lane], is_dead: Callable[[str], bool], leads: Callable[[], bool]) -> None:
        """Run them."""
        assert leads()
        self.lanes, self.is_dead = lanes, is_dead
        running: list[asyncio.Task[None]] = []
        try:
            while True:
                if self.breaking is not None:
                    raise self.breaking
                while self.jobs:
                    job = self.jobs.pop(0)
                    running.append(asyncio.create_task(self.job(lanes[job.queue].handler(job.item))))
                await asyncio.sleep(0)
        finally:
            await asyncio.sleep(0.001)
            self.ended.append("engine")

    async def job(self, handled: Awaitable[None]) -> None:
        """Run one job, and take a moment to end."""
        try:
            await handled
        except asyncio.CancelledError:
            await asyncio.sleep(0.001)
            self.ended.append("job")
            raise

    # The maker
    async def make(self, item: Item) -> None:
        """Make an item."""
        if self.making is not None:
            await self.making(item)
        self.books.items.advance(item, 1, 1e9)

    async def fetch(self, item: Item, folder: Path) -> list[Path]:
        """Fetch its files."""
        if self.fetching is not None:
            await self.fetching(item)
        return [folder / "model.glb"]

    async def watch(self) -> None:
        """Watch."""
        if self.watching is not None:
            raise self.watching
        await asyncio.Event().wait()

    def leads(self) -> bool:
        """Lead."""
        return True

    def look(self) -> None:
        """Look."""
        self.looks += 1

    def stop(self) -> None:
        """Stop."""
        self.stopped += 1

    def run(self, *, until_done: bool = True) -> None:
        """Let the worker work; one that does not end is cancelled."""

        async def begun() -> None:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().call_later(10, task.cancel)
            self.worker = Worker(self, self.books, self, FolderResults(Path("out")))  # type: ignore[arg-type]
            try:
                await self.worker.run(until_done=until_done)
            finally:
                self.ended.append("worker")

        asyncio.run(begun())

    def items(self, state: str) -> list[tuple[str, str]]:
        """List the names and reasons of the items in a state."""
        return [(item.name, item.reason) for item in self.books.items.in_state(state)]


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """A worker with two items in a new ledger."""
    monkeypatch.setattr(work, "TICK", 0.001)
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.store.holder.enter()
        stored = StoredSettings(ledger, "me")
        items = Items(ledger, "me")
        items.add([("cat", '[{"kind": "a"}]', "d", 5), ("dog", '[{"kind": "a"}]', "d", 5)])
        yield Plant(Books(items, Purchases(ledger, "me"), stored, Settings(out="x", places=7, fetchers=3), "credits"))


def only(name: str, error: BaseException) -> Callable[[Item], Awaitable[None]]:
    """Raise an error for one item."""

    async def step(item: Item) -> None:
        if item.name == name:
            raise error

    return step


def test_all_is_made_and_fetched(plant: Plant) -> None:
    """Each item has one job to make it and one to fetch its files; the worker ends when none is left."""
    plant.run()
    assert [item.files for item in plant.books.items.in_state("done")] == [["out/cat/model.glb"], ["out/dog/model.glb"]]
    assert sorted(job.queue for job in plant.put_all) == [FETCH, FETCH, MAKE, MAKE]
    assert len({job.id for job in plant.put_all}) == 4
    assert plant.books.items.not_put() == []
    assert {queue: lane.limit() for queue, lane in plant.lanes.items()} == {MAKE: 7, FETCH: 3}
    assert plant.stopped
    assert plant.looks


def test_items_that_are_added_meanwhile(plant: Plant) -> None:
    """A worker that is not to end waits for others, and takes over changed settings, until it is stopped."""

    async def once(item: Item) -> None:
        if item.name == "dog":
            plant.books.stored.write(Settings(out="x", places=9))
        if item.name == "late":
            while plant.books.settings.places != 9:
                await asyncio.sleep(0)
            plant.worker.stop.set()

    async def add() -> None:
        while plant.items("done") != [("cat", ""), ("dog", "")]:
            await asyncio.sleep(0.001)
        plant.books.items.add([("late", '[{"kind": "a"}]', "d", 5)])
        put_jobs(plant, plant.books.items)  # type: ignore[arg-type]

    plant.making = once
    plant.watch = lambda: _both(add())  # type: ignore[method-assign]
    plant.run(until_done=False)
    assert plant.items("queued") == []


async def _both(first: Awaitable[None]) -> None:
    await first
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (BudgetSpent("the budget is spent"), "unpaid", "the budget is spent"),
        (NotMade("task-1 FAILED"), "failed", "task-1 FAILED"),
        (InputError("image_url", "is too large"), "failed", "image_url: is too large"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_item_that_cannot_be_made(plant: Plant, error: Exception, state: str, reason: str) -> None:
    """It ends with the reason, and the others go on."""
    plant.making = only("cat", error)
    plant.run()
    assert (plant.items(state), plant.items("done")) == ([("cat", reason)], [("dog", "")])


def refused(sort: Any, status: int) -> Exception:
    """Make an error of the service."""
    error: Exception = sort("no", operation="x", reply=json_reply({}, status))
    return error


@pytest.mark.parametrize("part", ["making", "fetching"])
@pytest.mark.parametrize(
    "error",
    [refused(AuthenticationError, 401), LedgerError("disk is full"), ValueError("a bug")],
    ids=lambda error: type(error).__name__,
)
def test_an_error_that_every_item_would_meet(plant: Plant, part: str, error: Exception) -> None:
    """It ends the work, and the item stays for another worker."""
    setattr(plant, part, only("cat", error))
    with pytest.raises(type(error)):
        plant.run(until_done=False)
    assert plant.items("failed") == []
    assert ("cat", "") in [*plant.items("queued"), *plant.items("made")]
    assert plant.stopped


def test_a_key_without_the_right_to_create(plant: Plant) -> None:
    """It ends the work at a create; at files only that item fails."""
    plant.making = only("cat", refused(PermissionDenied, 403))
    with pytest.raises(PermissionDenied):
        plant.run()
    plant.making, plant.fetching = None, only("cat", refused(PermissionDenied, 403))
    plant.jobs.clear()
    plant.jobs += [job_for(plant.books.items, item) for item in plant.books.items.in_state("queued")]
    plant.run()
    assert [name for name, reason in plant.items("failed") if reason.startswith("its files: ")] == ["cat"]


def test_an_item_that_is_stopped(plant: Plant) -> None:
    """It stays as it is; what is sent or fetched at that moment comes to its end."""
    gate: list[str] = []

    async def making(item: Item) -> None:
        if item.name == "cat":
            plant.sending = True
            plant.worker.stop.set()
            while not plant.stopped:
                await asyncio.sleep(0)
            for _ in range(20):
                await asyncio.sleep(0.001)
            gate.append("sent")
            plant.sending = False
            return
        raise Stopped("the worker stops")

    plant.making = making
    plant.run(until_done=False)
    assert gate == ["sent"]
    assert plant.ended == ["engine", "job", "worker"]  # a job that ends before the engine does would count as over
    assert [name for name, _ in [*plant.items("made"), *plant.items("done")]] == ["cat"]
    assert plant.items("queued") == [("dog", "")]


def test_files_that_are_being_fetched_at_a_stop(plant: Plant) -> None:
    """They arrive before the worker ends."""

    async def fetching(item: Item) -> None:
        plant.worker.stop.set()
        for _ in range(20):
            await asyncio.sleep(0.001)

    plant.making = only("dog", Stopped("the worker stops"))
    plant.fetching = fetching
    plant.run(until_done=False)
    assert plant.items("done") == [("cat", "")]
    assert plant.worker._fetching == 0


@pytest.mark.parametrize("part", ["watching", "breaking"])
def test_the_engine_or_the_watcher_ends(plant: Plant, part: str) -> None:
    """Without it nothing would end, so its error ends the work."""
    setattr(plant, part, LedgerError("the database is away"))
    with pytest.raises(LedgerError, match="the database is away"):
        plant.run()


@pytest.mark.parametrize("broken", [0, 1, 5, 6])
@pytest.mark.parametrize(
    "error",
    [DownloadFailed("cut"), ConnectionFailed("away", sent=True), refused(ServerError, 503), OSError("full")],
    ids=lambda error: type(error).__name__,
)
def test_files_that_do_not_come(plant: Plant, monkeypatch: pytest.MonkeyPatch, broken: int, error: Exception) -> None:
    """They are asked for six times, in pauses that double; then the item has FAILED for its files."""
    paused: list[float] = []
    wait_for = asyncio.wait_for

    async def waited(waiting: Any, seconds: float) -> Any:
        if seconds in work.PAUSES:
            paused.append(seconds)
            waiting.close()
            raise TimeoutError
        return await wait_for(waiting, seconds)

    monkeypatch.setattr("meshwright.fleet.work.asyncio.wait_for", waited)
    tries: list[str] = []

    async def fetching(item: Item) -> None:
        if item.name == "cat":
            tries.append(item.name)
            if len(tries) <= broken:
                raise error

    plant.fetching = fetching
    plant.run()
    assert paused == list(work.PAUSES[:broken])
    assert plant.items("failed") == ([("cat", f"its files: {error}")] if broken == 6 else [])


def test_other_trouble_with_files(plant: Plant) -> None:
    """A reason that another attempt would meet too is not tried again."""
    tries: list[str] = []

    async def fetching(item: Item) -> None:
        tries.append(item.name)
        raise MeshwrightError("no such format")

    plant.fetching = fetching
    plant.run()
    assert sorted(tries) == ["cat", "dog"]
    assert plant.items("failed") == [(name, "its files: no such format") for name in ("cat", "dog")]


def test_jobs_that_come_again(plant: Plant) -> None:
    """A job for an item that is over, or whose files are not to be fetched yet, does nothing."""
    cat, dog = plant.books.items.in_state("queued")
    plant.books.items.end(cat, "failed", reason="before")
    plant.jobs += [Job("a", MAKE, cat.number), Job("b", FETCH, cat.number), Job("c", FETCH, dog.number)]
    plant.run()
    assert (plant.items("failed"), plant.items("done")) == ([("cat", "before")], [("dog", "")])


def test_the_job_of_an_item(plant: Plant) -> None:
    """Each state and attempt has a job of its own; files that the service deletes first are fetched first."""
    items = plant.books.items
    cat, dog = items.in_state("queued")
    assert job_for(items, cat) == Job(f"me make {cat.number} 0", MAKE, cat.number)
    found: list[Job] = []
    for expires in (None, 59.0, 60 * 50.0):
        items.advance(dog, 1, expires)
        found.append(job_for(items, items.get(dog.number)))
        items.ledger.store.database.execute("update item set state = 'making'")  # type: ignore[attr-defined]
    assert found == [Job(f"me fetch {dog.number} 0", FETCH, dog.number, minutes) for minutes in (1, 1, 50)]


def test_many_jobs_are_put_in_parts(plant: Plant) -> None:
    """All items that the engine does not know are put, a thousand at a time."""
    parts: list[int] = []
    plant.books.items.add([(f"item {number}", "[{}]", "d", 0) for number in range(1000)])
    plant.put = lambda jobs: parts.append(len(jobs))  # type: ignore[method-assign]
    put_jobs(plant, plant.books.items)  # type: ignore[arg-type]
    assert parts == [1000, 2]


def test_who_is_dead(plant: Plant) -> None:
    """The process itself lives, and a name without a process does not."""
    plant.run()
    holder = plant.books.items.ledger.store.holder
    assert (holds(holder, holder.name), holds(holder, "no process")) == (True, False)
    assert (plant.is_dead(holder.name), plant.is_dead("no process")) == (False, True)

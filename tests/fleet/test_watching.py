"""One machine of an account watches its tasks; all learn their ends from the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import define, field
from helpers.fakes import FakeTransport, json_reply
from meshwright import AuthenticationError, ConnectionFailed, Ledger, NotFound, ServerError, UnexpectedResponse
from meshwright.fleet import watching
from meshwright.fleet.watching import Ends, Lead, Watcher
from meshwright.ledger.purchases import Purchases
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy import tasks

KINDS = {name: tasks.KINDS[name] for name in ("image-to-3d", "remesh")}


@define
class Tasks:
    """The service's tasks, and how each kind was asked for."""

    ledger: Ledger
    watcher: Watcher
    statuses: dict[str, str] = field(factory=dict[str, str])
    errors: dict[str, Exception] = field(factory=dict[str, Exception])
    asked: list[tuple[str, list[str]]] = field(factory=list[tuple[str, list[str]]])
    absences: list[Any] = field(factory=list[Any])
    unlisted: set[str] = field(factory=set[str])

    def buy(self, id: str, kind: str = "image-to-3d", item: str | None = "0 cat") -> str:
        """Record a task."""
        self.ledger.created(self.ledger.intend("me", kind, {}, "d", item=item and f"{item} {id}"), id)
        self.statuses[id] = "IN_PROGRESS"
        return id

    async def look_at(
        self, _: object, kind: Any, absences: Sequence[Any], unlisted: set[str]
    ) -> AsyncGenerator[tuple[str, Any]]:
        """Be ``look_at``."""
        self.asked.append((kind.name, [absence.task_id for absence in absences]))
        self.absences = [*absences]
        unlisted |= self.unlisted
        if kind.name in self.errors:
            raise self.errors[kind.name]
        for absence in absences:
            yield absence.task_id, SimpleNamespace(status=self.statuses[absence.task_id])

    def look(self) -> list[tuple[str, list[str]]]:
        """Look once, and return what was asked for."""
        self.asked.clear()
        asyncio.run(self.watcher.look())
        return self.asked

    def recorded(self) -> dict[str | None, str | None]:
        """Return the status of each task in the ledger."""
        return {entry.task_id: entry.status for entry in self.ledger.submissions("me")}


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tasks]:
    """Watch an account in a new ledger."""
    with Ledger(tmp_path / "ledger") as ledger:
        transport = FakeTransport(lambda _: json_reply({}), lambda _: (json_reply({}), []))
        session = TaskSession(transport=transport, dialect=MESHY, base_url="http://127.0.0.1:1", headers={})
        found = Tasks(ledger, Watcher(session, KINDS, Purchases(ledger, "me")))
        monkeypatch.setattr(watching, "look_at", found.look_at)
        yield found


def test_a_look_at_the_tasks(service: Tasks) -> None:
    """The unfinished tasks of the batch's kinds are asked for, kind by kind; ends are recorded, and not asked again."""
    service.buy("task-1", "remesh")
    service.buy("task-2")
    service.buy("task-3", "resize")
    service.buy("task-4", item=None)
    assert service.look() == [("image-to-3d", ["task-2", "task-4"]), ("remesh", ["task-1"])]
    assert set(service.recorded().values()) == {None}
    service.statuses |= {"task-1": "FAILED", "task-2": "SUCCEEDED"}
    before = service.absences[0]
    assert len(service.look()) == 2
    assert service.recorded() == {"task-1": "FAILED", "task-2": "SUCCEEDED", "task-3": None, "task-4": None}
    assert service.absences[0] is before
    assert service.look() == [("image-to-3d", ["task-4"])]
    assert list(service.watcher._absences) == ["task-4"]


@pytest.mark.parametrize(
    "error",
    [
        ConnectionFailed("away", sent=False),
        *(
            sort("no", operation="get", reply=json_reply({}, 500))
            for sort in (NotFound, ServerError, UnexpectedResponse)
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_trouble_at_a_look(service: Tasks, error: Exception) -> None:
    """The tasks of another kind are looked at all the same."""
    service.buy("task-1", "remesh")
    service.buy("task-2")
    service.statuses["task-1"] = "SUCCEEDED"
    service.errors["image-to-3d"] = error
    service.look()
    assert service.recorded() == {"task-1": "SUCCEEDED", "task-2": None}


def test_a_key_that_is_refused(service: Tasks) -> None:
    """It ends the watching."""
    service.buy("task-1")
    service.errors["image-to-3d"] = AuthenticationError("no", operation="get", reply=json_reply({}, 401))
    with pytest.raises(AuthenticationError):
        service.look()


def test_the_share_of_the_requests(service: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The more requests a look takes, the longer is the pause after it; tasks that are not listed take one each."""
    monkeypatch.setattr(watching, "LOOK", 1.0)
    monkeypatch.setattr(watching, "SHARE", 2.0)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            service.unlisted = {"task-1", "task-2", "task-3", "gone"}
        if len(slept) == 4:
            raise asyncio.CancelledError

    monkeypatch.setattr("meshwright.fleet.watching.asyncio.sleep", sleep)
    for number in range(3):
        service.buy(f"task-{number + 1}")
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(service.watcher.watch())
    assert slept == [1.0, 1.0, 2.0, 2.0]  # learned in the second look; "gone" is none of ours
    assert not service.watcher.lead.held()


def test_one_machine_has_the_lead(service: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another waits until it is given back, and another account has its own."""
    monkeypatch.setattr(watching, "TRIES", 0.001)
    first, second, other = (Lead(Purchases(service.ledger, name)) for name in ("me", "me", "another"))

    async def scenario() -> None:
        async def lead() -> None:
            async with second.taken():
                assert (first.held(), second.held()) == (False, True)

        async with first.taken(), other.taken():
            assert (first.held(), second.held(), other.held()) == (True, False, True)
            waiting = asyncio.create_task(lead())
            await asyncio.sleep(0.01)
            assert not second.held()
        await asyncio.wait_for(waiting, 10)
        assert not second.held()

    asyncio.run(scenario())
    lock = service.ledger.store.try_lock("watch me")
    assert lock is not None
    lock()


def test_who_waits_for_an_end(service: Tasks) -> None:
    """All who wait for a task get its status once the ledger has it; one that is cancelled takes it from no other."""
    service.buy("task-1")
    service.buy("task-2")
    Tasks(service.ledger, service.watcher).ledger.created(
        service.ledger.intend("another", "resize", {}, "d", item="0 x"), "task-9"
    )
    ends = Ends(Purchases(service.ledger, "me"))

    async def scenario() -> None:
        waiting = [asyncio.create_task(ends.of(id)) for id in ("task-1", "task-1", "task-1", "task-2", "task-9")]
        await asyncio.sleep(0)
        ends.look()
        waiting[0].cancel()
        await asyncio.sleep(0)
        service.ledger.ended("task-1", "FAILED")
        service.ledger.ended("task-9", "SUCCEEDED")
        ends.look()
        ends.look()
        assert await asyncio.gather(*waiting[1:3]) == ["FAILED", "FAILED"]
        assert [task.done() for task in waiting] == [True, True, True, False, False]
        assert await asyncio.wait_for(_looked(ends, "task-1"), 10) == "FAILED"
        for task in waiting[3:]:
            task.cancel()

    asyncio.run(scenario())


async def _looked(ends: Ends, id: str) -> str:
    """Wait for an end that is known already."""
    waiting = asyncio.create_task(ends.of(id))
    await asyncio.sleep(0)
    ends.look()
    return await waiting

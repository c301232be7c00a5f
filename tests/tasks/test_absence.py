"""A task that GET does not find: when it counts as gone, and when the ledger records it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from helpers.fakes import FakeTransport, json_reply
from helpers.waits import DONE, ID, answers
from meshwright import Ledger
from meshwright.core.blocking import iterate, run
from meshwright.core.wire import Reply
from meshwright.errors import NotFound, ServerError, WaitTimeout
from meshwright.flighthub.envelope import FLIGHTHUB, EnvelopeTransport, FlightHubSession
from meshwright.flighthub.reconstructions import AsyncModelHandle
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.completion import as_completed
from meshwright.tasks.handles import AsyncTaskHandle
from meshwright.tasks.session import TaskSession
from meshwright.tasks.waiting import VISIBLE, Absence, Pace, Watch
from meshwright_api.meshy.tasks import CREATIVE_LAB_LAMP_BUILD, IMAGE_TO_3D

MISSING = json_reply({"message": "Task not found"}, 404)
DOWN = json_reply({"message": "down"}, 500)
Use = Callable[[AsyncTaskHandle[Any]], Any]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger that knows the task."""
    with Ledger(tmp_path / "ledger") as book:
        book.created(book.intend("account", "image-to-3d", {}, "digest"), ID)
        yield book


def task_of(ledger: Ledger, *replies: Reply | Exception, created: float | None = None) -> AsyncTaskHandle[Any]:
    """Return a handle of the task of a service whose stream route is missing and whose GET answers in turn."""
    transport = FakeTransport(answers(*replies), lambda _: (Reply(status=404), ()))
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://api.example", headers={}, ledger=ledger)
    return AsyncTaskHandle(ID, IMAGE_TO_3D, session, created)


def wait(handle: AsyncTaskHandle[Any], timeout: float | None = 3600.0) -> str:
    """Wait for a task at a pace without jitter."""
    watch: Watch[Any] = Watch(
        handle.session,
        ID,
        handle.kind.api().get(ID),
        handle.kind.api().stream(ID),
        timeout,
        Pace(jitter=0.0),
        created=handle.created,
    )
    return str(run(watch.finish(None, check=True)).status)


def complete(handle: AsyncTaskHandle[Any], timeout: float | None = 3600.0) -> str:
    """Follow a task over ``as_completed``."""
    tasks = list(iterate(as_completed(handle.session, [handle], timeout=timeout, pace=Pace(jitter=0.0))))
    return str(tasks[0].status)


def status_in(ledger: Ledger) -> str | None:
    """Return the end of the task in the ledger."""
    return ledger.submissions()[0].status


both = pytest.mark.parametrize("use", [wait, complete])


@both
def test_a_task_is_gone_when_get_says_so_twice(ledger: Ledger, use: Use) -> None:
    """Two answers of 404, a poll apart, raise NotFound, and the ledger calls the task gone."""
    handle = task_of(ledger, MISSING)
    with pytest.raises(NotFound, match="Task not found"):
        use(handle)
    assert handle.session.transport.slept == [5.0]  # type: ignore[attr-defined]
    assert status_in(ledger) == "GONE"


@both
@pytest.mark.parametrize("between", [DONE, None], ids=["found", "found, then missing once more"])
def test_one_answer_is_not_enough(ledger: Ledger, use: Use, between: Any) -> None:
    """A task that is missing for one answer, also repeatedly, is followed to its end."""
    running = json_reply({**DONE, "status": "IN_PROGRESS"})
    replies = (
        [MISSING, json_reply(DONE)] if between else [MISSING, running, MISSING, running, MISSING, json_reply(DONE)]
    )
    assert use(task_of(ledger, *replies)) == "SUCCEEDED"
    assert status_in(ledger) == "SUCCEEDED"


@both
def test_a_task_that_was_just_created_is_not_gone(ledger: Ledger, use: Use) -> None:
    """The service may not know a task for some seconds after its create; once it should, two answers count."""
    assert use(task_of(ledger, *[MISSING] * 3, json_reply(DONE), created=1000.0)) == "SUCCEEDED"
    handle = task_of(ledger, MISSING, created=1000.0)
    with pytest.raises(NotFound):
        use(handle)
    assert handle.session.transport.now() >= 1000.0 + VISIBLE


@pytest.mark.parametrize(
    ("created", "first", "second", "gone"),
    [
        (None, 0.0, 2.4, False),
        (None, 0.0, 2.5, True),
        (0.0, 20.0, 29.9, False),
        (0.0, 20.0, 30.0, True),
    ],
)
def test_how_far_apart_the_answers_are(created: float | None, first: float, second: float, gone: bool) -> None:
    """The second answer decides half a poll after the first, and 30 seconds after the create of the task."""
    transport = FakeTransport(answers(MISSING), lambda _: (MISSING, ()), clock=first)
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://api.example", headers={})
    absence = Absence(session, ID, Pace(), created)
    assert not absence.confirm()
    transport.clock = second
    assert absence.confirm() is gone


@both
def test_a_deadline_decides_nothing(ledger: Ledger, use: Use) -> None:
    """When a wait ends before the second answer is a poll away, the ledger does not call the task gone."""
    with pytest.raises((NotFound, WaitTimeout)):
        use(task_of(ledger, MISSING), timeout=1.0)  # type: ignore[call-arg]
    with pytest.raises(WaitTimeout):
        use(task_of(ledger, MISSING, created=1000.0), timeout=10.0)  # type: ignore[call-arg]
    assert status_in(ledger) is None


def test_an_outage_is_no_answer(ledger: Ledger) -> None:
    """Errors of a server between two answers neither confirm nor refute that a task is gone."""
    handle = task_of(ledger, MISSING, *[DOWN] * 5)
    with pytest.raises(ServerError):
        wait(handle)
    assert status_in(ledger) is None


def test_reading_and_deleting_decide_nothing(ledger: Ledger) -> None:
    """``get`` and ``delete`` raise NotFound at once and leave the ledger alone; a successful delete is written down.

    A task of Creative Lab is canceled by it.
    """
    handle = task_of(ledger, MISSING)
    with pytest.raises(NotFound):
        run(handle.get())
    handle = evolve(
        handle, session=evolve(handle.session, transport=FakeTransport(lambda _: MISSING, lambda _: (MISSING, ())))
    )
    with pytest.raises(NotFound):
        run(handle.delete())
    assert status_in(ledger) is None
    done = FakeTransport(lambda _: Reply(status=204), lambda _: (MISSING, ()))
    handle = evolve(handle, session=evolve(handle.session, transport=done))
    run(handle.delete())
    assert status_in(ledger) == "GONE"
    run(evolve(handle, kind=CREATIVE_LAB_LAMP_BUILD).delete())
    assert status_in(ledger) == "CANCELED"
    run(evolve(handle, session=evolve(handle.session, ledger=None)).delete())


def test_a_download_confirms_that_a_task_is_gone(ledger: Ledger, tmp_path: Path) -> None:
    """A download of a task that has expired raises NotFound after a second look, and the ledger has it."""
    with pytest.raises(NotFound):
        run(task_of(ledger, MISSING).download(tmp_path / "out"))
    assert status_in(ledger) == "GONE"


@pytest.mark.parametrize(
    "missing", [json_reply({"code": 200404, "message": "no model"}), MISSING], ids=["code", "status"]
)
def test_flighthub_alike(missing: Reply) -> None:
    """A model of FlightHub is gone after the second answer, too; one that was just started is waited for."""
    done = json_reply({"code": 0, "message": "OK", "data": {"uuid": ID, "model_status": 9}})

    def model(*replies: Reply, created: float | None = None) -> AsyncModelHandle:
        transport = FakeTransport(answers(*replies), lambda _: (Reply(status=404), ()))
        session = FlightHubSession(
            transport=EnvelopeTransport(transport),
            dialect=FLIGHTHUB,
            base_url="https://api.example",
            headers={},
            pace=Pace(jitter=0.0),
        )
        return AsyncModelHandle(ID, session, created)

    assert run(model(missing, done).wait()).model_status == 9
    assert run(model(*[missing] * 3, done, created=1000.0).wait()).model_status == 9
    with pytest.raises(NotFound):
        run(model(missing).wait())
    with pytest.raises(NotFound):
        run(model(missing).get())

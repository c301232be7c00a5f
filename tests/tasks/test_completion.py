"""as_completed: many tasks followed over the list, few one by one, with the ends that tasks can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from helpers.fakes import FakeTransport, json_reply
from meshwright.core.blocking import iterate, run
from meshwright.core.retrying import RetryPolicy
from meshwright.core.wire import Reply, Request
from meshwright.errors import ConnectionFailed, MeshwrightWarning, NotFound, ServerError, WaitTimeout
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.completion import as_completed
from meshwright.tasks.handles import AsyncTaskHandle
from meshwright.tasks.session import TaskSession
from meshwright.tasks.waiting import Pace
from meshwright_api.meshy.tasks import IMAGE_TO_3D, RESIZE

PACE = Pace(jitter=0.0)


class Service:
    """Tasks that end at a time of their own, listed and read."""

    def __init__(self, ends: dict[str, float], status: Callable[[str], Any] = lambda _: "SUCCEEDED") -> None:
        self.ends, self.status = ends, status
        self.transport = FakeTransport(self.answer, lambda _: (Reply(status=500), ()))
        self.outage: list[Reply | Exception] = []
        self.unlisted: set[str] = set()

    def answer(self, request: Request) -> Reply:
        if self.outage:
            outage = self.outage.pop(0)
            if isinstance(outage, Exception):
                raise outage
            return outage
        kind, _, id = request.url.partition("/openapi/v1/")[2].partition("/")
        if id := unquote(id):
            return json_reply(self.task(id)) if id in self.ends else json_reply({"message": "Task not found"}, 404)
        mine = [name for name in self.ends if name.startswith(kind) and name not in self.unlisted][::-1]
        first = (request.params["page_num"] - 1) * request.params["page_size"]
        return json_reply([self.task(name) for name in mine[first : first + request.params["page_size"]]])

    def task(self, id: str) -> dict[str, Any]:
        over = self.transport.clock - 1000.0 >= self.ends[id]
        return {"id": id, "status": self.status(id) if over else "IN_PROGRESS", "progress": 100 if over else 50}

    def follow(self, ids: Any, timeout: float | None = 3600.0) -> Any:
        """Follow tasks, each a kind and a number."""
        session = TaskSession(
            transport=self.transport, dialect=MESHY, base_url="https://x", headers={}, retry=RetryPolicy(attempts=1)
        )
        kinds: dict[str, Any] = {"image-to-3d": IMAGE_TO_3D, "resize": RESIZE}
        handles = [AsyncTaskHandle(id, kinds[id.rsplit(" ", 1)[0]], session) for id in ids]
        return iterate(as_completed(session, handles, timeout=timeout, pace=PACE))

    def urls(self) -> list[str]:
        """List what was asked, without the address."""
        return [request.url.partition("/openapi/v1/")[2] for request in self.transport.requests]


def many(count: int, seconds: float = 10.0) -> dict[str, float]:
    """Name tasks that end one after the other."""
    return {f"image-to-3d {number}": seconds * number for number in range(count)}


def test_none() -> None:
    """No tasks are completed at once, and nothing is asked."""
    service = Service({})
    assert list(service.follow([])) == []
    assert service.transport.requests == []


def test_few_are_read_one_by_one() -> None:
    """Up to three tasks are read by their ids; those that ended are not asked for again."""
    service = Service(many(3))
    assert [task.id for task in service.follow(service.ends)] == list(service.ends)
    assert service.urls()[:3] == [f"image-to-3d/image-to-3d%20{number}" for number in range(3)]
    assert service.urls().count("image-to-3d/image-to-3d%200") == 1


def test_many_are_read_from_the_list() -> None:
    """120 tasks that have ended cost three requests."""
    service = Service(dict.fromkeys(many(120), 0.0))
    assert {task.id for task in service.follow(service.ends)} == set(service.ends)
    assert service.urls() == ["image-to-3d"] * 3


def test_each_once_as_they_end() -> None:
    """Every task comes once, in its last state, in the order of their ends; names given twice come once."""
    service = Service(many(12, 40.0))
    found = list(service.follow([*service.ends, *service.ends]))
    assert [task.id for task in found] == list(service.ends)
    assert {task.status for task in found} == {"SUCCEEDED"}


def test_failures_are_yielded() -> None:
    """A task that FAILED or was CANCELED is a result like any other."""
    service = Service(many(3), lambda name: {"0": "FAILED", "1": "CANCELED"}.get(name[-1], "SUCCEEDED"))
    assert [task.status for task in service.follow(service.ends)] == ["FAILED", "CANCELED", "SUCCEEDED"]


def test_two_kinds() -> None:
    """Tasks of several kinds are followed side by side, each on its own list."""
    service = Service({f"{kind} {number}": 0.0 for kind in ("image-to-3d", "resize") for number in range(5)})
    assert {task.id for task in service.follow(service.ends)} == set(service.ends)
    assert service.urls() == ["image-to-3d", "resize"]


def test_what_is_not_listed_is_read() -> None:
    """A task that the list does not show is read by its id."""
    service = Service(dict.fromkeys(many(10), 0.0))
    service.unlisted = {"image-to-3d 4"}
    assert len(list(service.follow(service.ends))) == 10
    assert service.urls() == ["image-to-3d", "image-to-3d/image-to-3d%204"]


def test_old_tasks_behind_newer_ones_are_read_one_by_one() -> None:
    """Four old tasks behind 600 newer ones of others cost two pages once, and then one request each a look."""
    service = Service({**many(4, 100.0), **{f"image-to-3d newer {number}": 1e6 for number in range(600)}})
    old = [id for id in service.ends if "newer" not in id]
    assert [task.id for task in service.follow(old)] == old
    assert service.urls().count("image-to-3d") == 2
    assert service.urls()[:6] == ["image-to-3d"] * 2 + [f"image-to-3d/image-to-3d%20{number}" for number in range(4)]


def test_very_many_tasks_are_worth_more_pages() -> None:
    """Behind 450 newer tasks, 100 old ones are found on the list: one page for each ten of them is looked at."""
    service = Service({**dict.fromkeys(many(100), 0.0), **{f"image-to-3d newer {n}": 1e6 for n in range(450)}})
    old = [id for id in service.ends if "newer" not in id]
    assert len(list(service.follow(old))) == 100
    assert service.urls() == ["image-to-3d"] * 11


def test_a_page_with_a_wanted_task_is_worth_two_more() -> None:
    """Each page with a wanted task restarts the count of pages without one."""
    service = Service(dict.fromkeys(many(150), 0.0))
    assert len(list(service.follow([f"image-to-3d {number}" for number in (149, 148, 147, 1)]))) == 4
    assert service.urls() == ["image-to-3d"] * 3


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b"<html>", b'[{"id": "x"}]'])
def test_a_list_that_is_none(content: bytes) -> None:
    """While the list cannot be read, the tasks are read one by one; the next look tries the list again."""
    service = Service(many(5, 0.0))
    service.outage = [Reply(status=200, content=content)]
    assert len(list(service.follow(service.ends))) == 5
    assert service.urls()[0] == "image-to-3d"
    assert len(service.urls()) == 6


def test_rows_with_odd_ids_are_passed_over() -> None:
    """Rows with ids of any type are not tasks of ours."""
    service = Service(dict.fromkeys(many(5), 0.0))
    odd = [{"id": id, "status": "FAILED", "progress": 0} for id in ({}, [], None, 7, "\ud800x")]
    service.outage = [json_reply([*odd, *map(service.task, service.ends)])]
    assert {task.id for task in service.follow(service.ends)} == set(service.ends)


@pytest.mark.parametrize("count", [2, 10])
def test_a_task_that_is_gone(count: int) -> None:
    """A task that was deleted or has expired is NotFound, with its id."""
    service = Service(many(count))
    with pytest.raises(NotFound, match="at /openapi/v1/image-to-3d/image-to-3d%20gone"):
        list(service.follow([*service.ends, "image-to-3d gone"]))


def test_the_deadline() -> None:
    """The error names the tasks that have not ended in time; the others were yielded before; the wait ends on time."""
    service = Service(many(20, 10.0))
    found: list[str] = []

    def take() -> None:
        found.extend(task.id for task in service.follow(service.ends, timeout=95.0))

    with pytest.raises(WaitTimeout) as caught:
        take()
    assert sorted(found) == sorted(list(service.ends)[:10])
    assert caught.value.task_id == ", ".join(list(service.ends)[10:15]) + " and 5 more"
    assert service.transport.clock == 1000.0 + 95.0


@pytest.mark.parametrize(("timeout", "left"), [(0.0, 5), (5.5, 5), (5.5, 6)])
def test_what_the_error_states(timeout: float, left: int) -> None:
    """It has the length of the wait, which ends on time, and names up to five tasks."""
    service = Service(dict.fromkeys(many(left), 1e6))
    more = "" if left == 5 else " and 1 more"
    with pytest.raises(WaitTimeout, match=f"image-to-3d 4{more} was .* when the wait of {timeout:g} s ended"):
        list(service.follow(service.ends, timeout=timeout))
    assert service.transport.clock == 1000.0 + timeout


def test_a_slow_service_is_left_alone_for_half_the_interval() -> None:
    """The time that a look takes counts for the interval, of which at least half is a pause."""
    service = Service(many(3, 100.0))
    service.transport.seconds_per_request = 0.5
    next(followed := service.follow(["image-to-3d 1"]))
    followed.close()
    assert service.transport.slept[:2] == [4.5, 7.0]
    service = Service(many(3, 100.0))
    service.transport.seconds_per_request = 4.0
    next(followed := service.follow(["image-to-3d 1"]))
    followed.close()
    assert service.transport.slept[:2] == [2.5, 3.75]


def test_without_a_deadline() -> None:
    """None waits as long as it takes."""
    service = Service({"image-to-3d 0": 200_000.0})
    assert len(list(service.follow(service.ends, timeout=None))) == 1


def test_an_unknown_status_is_waited_out() -> None:
    """An unknown status of any type counts as running, and is warned about once."""
    service = Service(many(5, 1.0))
    real = service.task

    def task(id: str) -> dict[str, Any]:
        known = real(id)
        return {**known, "status": ["QUEUED"]} if service.transport.clock < 1060 else known

    service.task = task  # type: ignore[method-assign]
    with pytest.warns(MeshwrightWarning, match="QUEUED") as caught:
        assert len(list(service.follow(service.ends))) == 5
    assert len(caught) == 1


OUTAGES: list[Reply | Exception] = [Reply(status=503), ConnectionFailed("reset", sent=True), Reply(status=500)]


def test_an_outage_is_waited_out() -> None:
    """Once the service has answered, an outage does not end the wait."""
    service = Service(many(8, 20.0))
    found = []
    for task in service.follow(service.ends):
        found.append(task.id)
        if len(found) == 2:
            service.outage = list(OUTAGES)
    assert sorted(found) == list(service.ends)


@pytest.mark.parametrize("outage", OUTAGES[:2])
def test_a_service_that_never_answered_is_an_error(outage: Any) -> None:
    """An outage from the beginning is an error at once, and one that lasts becomes the end of the wait."""
    service = Service(many(8))
    service.outage = [outage]
    with pytest.raises((ServerError, ConnectionFailed)):
        list(service.follow(service.ends))
    service.outage = [outage]
    with pytest.raises(WaitTimeout):
        list(service.follow(service.ends, timeout=0.0))


def test_pauses_grow_while_nothing_ends() -> None:
    """The pauses grow to half a minute, and are short again after something ended."""
    service = Service({"image-to-3d 0": 100.0, "image-to-3d 1": 130.0})
    list(service.follow(service.ends))
    assert service.transport.slept == pytest.approx([5, 7.5, 11.25, 16.875, 25.3125, 30, 30, 5])


def test_stopping_early_asks_nothing_more() -> None:
    """Who takes one task and stops has asked for no more than one page."""
    service = Service(dict.fromkeys(many(500), 0.0))
    following = service.follow(service.ends)
    next(following)
    following.close()
    run(service.transport.aclose())
    assert len(service.transport.requests) == 1

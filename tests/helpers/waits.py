"""Services in memory to wait on, and the waiting itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from meshwright.core.blocking import run
from meshwright.core.wire import Reply, Request
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright.tasks.waiting import Pace, Watch
from meshwright_api.meshy.api import image_to_3d
from meshwright_api.meshy.models import ImageTo3DTask

from helpers.fakes import FakeTransport, Step, json_reply

ID = "018a210d-8ba4-705c-b111-1f1776f7f578"
SSE = Reply(status=200, headers={"content-type": "text/event-stream"})
PACE = Pace(jitter=0.0)
URLS = {"glb": "https://assets.example/a.glb"}


def state(status: str = "IN_PROGRESS", progress: int = 50, **more: Any) -> dict[str, Any]:
    """Write a task as the service does."""
    return {"id": ID, "status": status, "progress": progress, **more}


PENDING = state("PENDING", 0)
DONE = state("SUCCEEDED", 100, model_urls=URLS)


def no_get(request: Request) -> Reply:
    """Refuse every request."""
    raise AssertionError(f"{request.method} {request.url} was not to be sent")


def answers(*replies: Reply | Exception) -> Callable[[Request], Reply]:
    """Answer in turn; the last answer is given for ever."""
    left = list(replies)

    def answer(request: Request) -> Reply:
        assert request.method == "GET", "waiting only ever reads"
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return answer


def states(*values: dict[str, Any]) -> Callable[[Request], Reply]:
    """Answer with one state after the other."""
    return answers(*(json_reply(value) for value in values))


def world(
    steps: Iterable[Step] = (),
    answer: Callable[[Request], Reply] = no_get,
    head: Reply = SSE,
    **more: Any,
) -> FakeTransport:
    """Make a service whose streams all go by one script."""
    return FakeTransport(answer, lambda _: (head, steps), **more)


def watch(transport: Any, timeout: float | None = 3600.0, pace: Pace = PACE) -> Watch[ImageTo3DTask]:
    """Follow the one task through a transport."""
    session = TaskSession(
        transport=transport, dialect=MESHY, base_url="https://api.example", headers={"authorization": "Bearer k"}
    )
    return Watch(session, ID, image_to_3d.get(ID), image_to_3d.stream(ID), timeout, pace)


def finish(
    transport: FakeTransport, timeout: float | None = 3600.0, *, check: bool = True
) -> tuple[ImageTo3DTask, list[tuple[str, int]]]:
    """Wait to the end; return the last task and every update as (status, progress)."""
    updates: list[tuple[str, int]] = []
    task = run(watch(transport, timeout).finish(lambda task: updates.append((task.status, task.progress)), check=check))
    assert transport.open_streams == 0
    return task, updates

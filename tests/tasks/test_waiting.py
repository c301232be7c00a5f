"""Waiting for a task, on a clock that only moves while a wait sleeps: streams, polls, deadlines, cancellation."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import chain, repeat
from typing import Any

import pytest
from attrs import define, evolve, field
from helpers.fakes import FakeTransport, Step, event, json_reply
from helpers.waits import DONE, ID, PENDING, SSE, answers, finish, no_get, state, states, watch, world
from meshwright.core.blocking import run
from meshwright.core.retrying import RetryPolicy
from meshwright.core.wire import Reply, Request
from meshwright.errors import (
    AuthenticationError,
    ConnectionFailed,
    MeshwrightWarning,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskCanceled,
    TaskFailed,
    UnexpectedResponse,
    WaitTimeout,
)
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.handles import AsyncTaskHandle
from meshwright.tasks.session import TaskSession
from meshwright.tasks.waiting import Pace, cost_of
from meshwright_api.meshy.models import ImageTo3DTask
from meshwright_api.meshy.tasks import IMAGE_TO_3D


def test_the_stream_is_enough() -> None:
    """While the stream works nothing is polled; every change is yielded once, repetitions are not."""
    steps = [(1.0, event(PENDING)), (1.0, event(state())), (10.0, event(state())), (10.0, event(DONE))]
    transport = world(steps)
    task, updates = finish(transport)
    assert updates == [("PENDING", 0), ("IN_PROGRESS", 50), ("SUCCEEDED", 100)]
    assert task.model_urls
    assert [request.url for request in transport.streams] == [f"https://api.example/openapi/v1/image-to-3d/{ID}/stream"]
    assert transport.streams[0].headers["accept"] == "text/event-stream"
    assert transport.streams[0].timeout == 45
    assert transport.slept == []


def test_partial_events_never_take_anything_away() -> None:
    """An event that carries only what changes is merged into what is known."""
    full = state(progress=10, texture_prompt="a cat", type="image-to-3d")
    seen: list[ImageTo3DTask] = []
    transport = world([(1, event(full)), (1, event({"progress": 20})), (1, event({**DONE, "progress": 100}))])
    run(watch(transport).finish(seen.append, check=True))
    assert [(task.progress, task.texture_prompt) for task in seen] == [(10, "a cat"), (20, "a cat"), (100, "a cat")]


def test_any_byte_is_life() -> None:
    """Comments keep a stream alive as long as they come within the idle time."""
    steps = [(40.0, b": keep-alive\n\n")] * 20 + [(40.0, event(DONE))]
    assert finish(world(steps))[1] == [("SUCCEEDED", 100)]


@pytest.mark.parametrize(
    ("steps", "head"),
    [
        ([(1.0, event(PENDING)), (46.0, event(DONE))], SSE),
        ([(1.0, event(PENDING)), (1.0, ConnectionFailed("reset", sent=True))], SSE),
        ([(1.0, event(PENDING))], SSE),
        ([(1.0, event(PENDING)), (1.0, b"data: {cut")], SSE),
        ([(1.0, event(PENDING)), (1.0, b"data: no JSON\n\n")], SSE),
        ([(1.0, event(PENDING)), (1.0, b"data: [1]\n\n")], SSE),
        ([(1.0, event(PENDING)), (1.0, b"data: " + b"[" * 100_000 + b"\n\n")], SSE),
        ([(1.0, event(PENDING)), (1.0, event({"id": None, "task_error": 7}))], SSE),
        ([(1.0, event(PENDING)), (1.0, b'event: error\ndata: {"message":"no code"}\n\n')], SSE),
        ([(1.0, event(PENDING)), (1.0, b'event: error\ndata: {"status_code":1e999}\n\n')], SSE),
        ([(1.0, event(PENDING)), (1.0, event({"status_code": 200}, "error"))], SSE),
        ([(1.0, event(PENDING)), (1.0, event({"status_code": 503, "message": "later"}, "error"))], SSE),
        ([(1.0, event(PENDING)), (1.0, event({"status_code": 429, "message": "slow"}, "error"))], SSE),
        ([(1.0, event(PENDING)), *repeat((0.0, b"data: " + b"x" * 2**20 + b"\n"), 20)], SSE),
        ([(1.0, b"<html>")], Reply(status=200, headers={"content-type": "text/html"})),
        ([(1.0, b"")], Reply(status=204)),
        ([(1.0, b"{}")], Reply(status=503)),
        ([(1.0, b"{}")], Reply(status=302)),
        ([(0.0, event({"id": ID, "status": "PENDING"}))], SSE),
    ],
    ids=[
        *("silent", "reset", "closed", "cut", "no JSON", "array", "deep", "wrong types", "error without code"),
        *("error with an endless code", "error without an error", "error 503", "error 429", "gigabyte event"),
        *("HTML", "204", "503", "302", "event without progress"),
    ],
)
def test_when_the_stream_fails_polling_goes_on(steps: list[Step], head: Reply) -> None:
    """However the stream ends, it is left for good and the task is read every so often until it ends."""
    transport = world(steps, states(state(), state(progress=60), DONE), head)
    task, updates = finish(transport)
    assert updates[-3:] == [("IN_PROGRESS", 50), ("IN_PROGRESS", 60), ("SUCCEEDED", 100)]
    assert task.status == "SUCCEEDED"
    assert len(transport.streams) == 1
    assert transport.slept == [5.0, 7.5]


REFUSALS = (400, 402, 403, 404, 405, 406, 409, 410, 422, 451, 500, 501, 505, 511)


@pytest.mark.parametrize("status", REFUSALS)
@pytest.mark.parametrize("how", ["status", "event"])
def test_what_the_stream_route_refuses_get_may_have(status: int, how: str) -> None:
    """A gateway may refuse the event stream alone, by its status or an error event: the task is polled all the same."""
    sent = {"status_code": status, "message": "no such route"}
    refused = ([(0.0, json.dumps(sent).encode())], Reply(status=status))
    steps, head = refused if how == "status" else ([(0.0, event(PENDING)), (0.0, event(sent, "error"))], SSE)
    transport = world(steps, states(state(), DONE), head)
    assert finish(transport)[0].status == "SUCCEEDED"
    assert len(transport.streams) == 1


def test_a_bad_key_ends_a_wait() -> None:
    """401 to the event stream, by its status or an error event, is final: polling would only repeat it."""
    sent = {"status_code": 401, "message": "Invalid API key"}
    with pytest.raises(AuthenticationError, match="Invalid API key"):
        finish(world([(1.0, event(PENDING)), (1.0, event(sent, "error"))]))
    with pytest.raises(AuthenticationError, match="Invalid API key"):
        finish(world([(0.0, json.dumps(sent).encode())], head=Reply(status=401)))


def test_what_get_refuses_is_final() -> None:
    """After a stream that was refused GET decides: another error than NotFound is raised at once."""
    refused = json_reply({"message": "plan too small"}, 403)
    transport = world([], answers(refused), Reply(status=403))
    with pytest.raises(PermissionDenied, match="plan too small"):
        finish(transport)
    assert transport.slept == []


@pytest.mark.parametrize("urls", [{}, {"model_urls": {}}, {"model_urls": None}], ids=["absent", "empty", "null"])
def test_missing_urls_are_asked_for(urls: dict[str, Any]) -> None:
    """A success without its files is read once more before it is returned."""
    transport = world([(1.0, event(state("SUCCEEDED", 100, **urls)))], states(DONE))
    task, updates = finish(transport)
    assert task.model_urls
    assert updates == [("SUCCEEDED", 100)]
    assert len(transport.requests) == 1


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"", b'{"id":1}'], ids=["HTML", "array", "nothing", "cut"])
def test_missing_urls_and_an_unreadable_answer(content: bytes) -> None:
    """When that reading goes wrong, polling goes on, and raises what a reader of answers raises."""
    broken = Reply(status=200, content=content)
    done = [(1.0, event(state("SUCCEEDED", 100)))]
    assert finish(world(done, answers(broken, json_reply(DONE))))[0].model_urls
    with pytest.raises(UnexpectedResponse, match="cannot read the answer"):
        finish(world(done, answers(broken)))


@pytest.mark.parametrize("status", ["PAUSED", "expired", "", None, 7, [], {"a": 1}], ids=repr)
def test_an_unknown_status_counts_as_running(status: Any) -> None:
    """A status of tomorrow, or none at all, is warned about once and never ends or breaks a wait."""
    odd = {"id": ID, "status": status, "progress": 1}
    transport = world([(1.0, event(odd)), (1.0, event({**odd, "progress": 2}))], states(odd, odd, DONE))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        task, _ = finish(transport)
    assert task.status == "SUCCEEDED"
    assert [warning.category for warning in caught] == [MeshwrightWarning]


@pytest.mark.parametrize(("status", "error"), [("FAILED", TaskFailed), ("CANCELED", TaskCanceled)])
@pytest.mark.parametrize(
    ("reason", "text"),
    [({"message": "too complex"}, "too complex"), (None, ""), ({"message": ""}, "")],
)
def test_an_end_without_a_result(status: str, error: type[Exception], reason: Any, text: str) -> None:
    """A task that ended otherwise raises with its reason and last state; with check=False it is returned."""
    end = state(status, 10, task_error=reason)
    unstated = {"FAILED": "no reason given", "CANCELED": "it was canceled on request"}
    with pytest.raises(error, match=text or unstated[status]) as caught:
        finish(world([(1.0, event(end))]))
    assert caught.value.task_id == ID  # type: ignore[attr-defined]
    assert caught.value.task.status == status  # type: ignore[attr-defined]
    assert finish(world([(1.0, event(end))]), check=False)[0].status == status
    with pytest.raises(error):
        finish(world([], states(end)))


def test_the_handle_streams_what_a_wait_sees() -> None:
    """``stream`` yields the same updates as a wait reports, the terminal one last, and raises for none of them."""
    transport = world([(1.0, event(PENDING)), (1.0, event(state("FAILED", 3)))])
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://api.example", headers={})

    async def collect() -> list[str]:
        return [task.status async for task in AsyncTaskHandle(ID, IMAGE_TO_3D, session).stream()]

    assert run(collect()) == ["PENDING", "FAILED"]


def test_polling_slows_down_to_its_longest() -> None:
    """Polls come after 5 s, then half as long again each time, up to 30 s."""
    transport = world([], states(*[state(progress=n) for n in range(8)], DONE))
    finish(transport)
    assert transport.slept == [5.0, 7.5, 11.25, 16.875, 25.3125, 30.0, 30.0, 30.0]


def test_jitter_stays_near() -> None:
    """The delays differ by at most a tenth from the plan."""
    assert next(Pace().polls(lambda: 0.0)) == 4.5
    assert next(Pace().polls(lambda: 1.0)) == 5.5


@pytest.mark.parametrize(("asked", "slept"), [("12", 12.0), ("1", 5.0), ("600", 30.0), ("soon", 5.0)])
def test_a_poll_waits_as_long_as_it_is_asked(asked: str, slept: float) -> None:
    """Retry-After on a successful answer lengthens the pause, up to the longest."""
    transport = world([], answers(json_reply(PENDING, retry_after=asked), json_reply(DONE)))
    finish(transport)
    assert transport.slept == [slept]


@pytest.mark.parametrize("timeout", [0.0, 0.5, 7.0, 40.0, 100.0, 3600.0])
@pytest.mark.parametrize("stream", ["none", "silent", "pinging", "repeating", "trickling"])
@pytest.mark.parametrize("polls", ["quick", "slow", "limited", "failing", "refused"])
def test_a_deadline_is_kept(timeout: float, stream: str, polls: str) -> None:
    """No wait ends later than one request after its deadline, with any behaviour of the stream and the polls."""
    streams: dict[str, Iterator[Step]] = {
        "none": iter([(0.0, ConnectionFailed("refused", sent=False))]),
        "silent": iter([(0.1, event(PENDING)), (9e9, b"")]),
        "pinging": repeat((min(10.0, timeout / 5), b": ping\n\n")),
        "repeating": repeat((min(10.0, timeout / 5), event(PENDING))),
        "trickling": chain([(0.0, b"data: ")], repeat((min(10.0, timeout / 5), b"x"))),
    }
    replies: dict[str, Reply | Exception] = {
        "quick": json_reply(PENDING),
        "slow": json_reply(PENDING),
        "limited": json_reply({"message": "RateLimitExceeded"}, 429, retry_after="110"),
        "failing": json_reply({"message": "down"}, 500),
        "refused": ConnectionFailed("refused", sent=False),
    }
    request = 20.0 if polls == "slow" else 0.0
    transport = world(streams[stream], answers(replies[polls]), seconds_per_request=request)
    start = transport.clock
    expected = {"limited": RateLimited, "failing": ServerError, "refused": ConnectionFailed}.get(polls, WaitTimeout)
    with pytest.raises((WaitTimeout, expected)) as caught:
        finish(transport, timeout)
    assert transport.clock - start <= timeout + request
    if isinstance(caught.value, WaitTimeout):
        assert transport.clock - start >= timeout
        assert caught.value.task_id == ID
        assert ID in str(caught.value)


def test_a_timeout_carries_the_last_state() -> None:
    """The error of a wait that timed out has the id and the last state; the task is left alone."""
    transport = world([], states(state(progress=42)))
    with pytest.raises(WaitTimeout) as caught:
        finish(transport, 100)
    assert caught.value.task_id == ID
    assert caught.value.task.progress == 42
    assert "IN_PROGRESS at 42 % when the wait of 100 s ended" in str(caught.value)
    assert {request.method for request in transport.requests} == {"GET"}


def test_a_limit_at_the_deadline_is_a_timeout() -> None:
    """A service that asks to come back after the deadline makes a timeout with the last state, not its own error."""
    limited = json_reply({"message": "RateLimitExceeded"}, 429, retry_after="100")
    transport = world([], answers(json_reply(state()), limited))
    with pytest.raises(WaitTimeout) as caught:
        finish(transport, 20)
    assert caught.value.task.progress == 50


@pytest.mark.parametrize(
    ("reply", "error"), [(json_reply({"message": "down"}, 500), WaitTimeout), (json_reply({}, 404), NotFound)]
)
def test_a_wait_of_no_time(reply: Reply, error: type[Exception]) -> None:
    """With a timeout of 0 the task is read once; a transient error then is a timeout, a missing task is reported."""
    transport = world([], answers(reply))
    with pytest.raises(error) as caught:
        finish(transport, 0.0)
    assert len(transport.requests) == 1
    assert "the wait of 0 s ended" in str(caught.value) or error is NotFound


@pytest.mark.parametrize(("timeout", "idle"), [(0.0, []), (2.0, [0.5]), (100.0, [25.0]), (None, [45.0])])
def test_the_stream_leaves_time_for_a_poll(timeout: float | None, idle: list[float]) -> None:
    """A silent stream gets a quarter of a short wait, and is not opened in a wait of 0 seconds."""
    transport = world([(1e9, b"")], states(DONE))
    finish(transport, timeout)
    assert [request.timeout for request in transport.streams] == idle


def test_an_outage_after_the_first_answer_is_waited_out() -> None:
    """Once the task was read, errors of a server do not end the wait, for however long they last."""
    down = [json_reply({"message": "down"}, 500)] * 20
    assert finish(world([], answers(json_reply(PENDING), *down, json_reply(DONE))))[0].status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("cost", "known"),
    [(0, 0), (30, 30), (10**9, 10**9), (10**9 + 1, None), (-1, None), (True, None), ("30", None), (None, None)],
)
def test_the_cost_of_a_task(cost: Any, known: int | None) -> None:
    """A cost that is not a plausible number of credits counts as unknown."""
    assert cost_of(ImageTo3DTask.from_dict(state(consumed_credits=cost))) == known


def test_no_deadline() -> None:
    """With None a wait takes as long as the task."""
    transport = world([(0.0, event(PENDING))], states(*[state(progress=n % 100) for n in range(1000)], DONE))
    assert finish(transport, None)[0].status == "SUCCEEDED"
    assert transport.clock > 20_000


def test_the_deadline_sees_the_task_once_more() -> None:
    """The task is read at the deadline itself, so that a wait does not end a moment too early."""
    transport = world([(0.0, ConnectionFailed("no", sent=False))], states(PENDING, PENDING, DONE))
    assert finish(transport, 9.0)[0].status == "SUCCEEDED"
    assert transport.slept == [5.0, 4.0]


def test_a_callback_that_raises_ends_the_wait() -> None:
    """An error in on_update comes through at once, and the stream is closed."""
    transport = world([(1.0, event(PENDING)), (1.0, event(DONE))])

    def stop(task: ImageTo3DTask) -> None:
        raise LookupError(task.id)

    with pytest.raises(LookupError) as caught:
        run(watch(transport).finish(stop, check=True))
    assert transport.open_streams == 0, "closed although the error, and with it every frame, is still held"
    assert caught.value.args == (ID,)


def test_ctrl_c_only_stops_the_waiting() -> None:
    """Ctrl-C in a sleep comes through; nothing but GET was ever sent."""

    @define
    class Interrupted(FakeTransport):
        async def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    transport = Interrupted(states(PENDING), lambda _: (SSE, [(0.0, event(PENDING))]))
    with pytest.raises(KeyboardInterrupt):
        finish(transport)
    assert {request.method for request in transport.requests} == {"GET"}


@define
class Hanging(FakeTransport):
    """Streams one event and then blocks for ever, which only asyncio can cancel."""

    waiting: asyncio.Event = field(factory=asyncio.Event)

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncIterator[Any]:
        self.streams.append(request)
        self.open_streams += 1
        transport = self

        class Stream:
            head = SSE

            async def chunks(self) -> AsyncGenerator[bytes]:
                yield event(PENDING)
                transport.waiting.set()
                await asyncio.Event().wait()

        try:
            yield Stream()
        finally:
            self.open_streams -= 1


def test_cancellation_never_touches_the_task() -> None:
    """Cancelling the asyncio task that waits closes the stream and sends nothing, a DELETE least of all."""

    async def main() -> Hanging:
        transport = Hanging(no_get, lambda _: (SSE, []))
        session = TaskSession(transport=transport, dialect=MESHY, base_url="https://api.example", headers={})
        handle = AsyncTaskHandle(ID, IMAGE_TO_3D, session)
        waiter = asyncio.create_task(handle.wait())
        await transport.waiting.wait()
        waiter.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiter
        return transport

    transport = asyncio.run(main())
    assert transport.open_streams == 0
    assert transport.requests == []


def test_retries_are_those_of_the_session() -> None:
    """A poll that fails for a moment is repeated as any GET; one that keeps failing is raised."""
    hiccup = json_reply({"message": "down"}, 503)
    followed = watch(world([], answers(hiccup, hiccup, json_reply(DONE))))
    assert run(followed.finish(None, check=True)).status == "SUCCEEDED"
    followed = watch(world([], answers(hiccup)))
    impatient = evolve(followed, session=evolve(followed.session, retry=RetryPolicy(attempts=1)))
    with pytest.raises(ServerError, match="down"):
        run(impatient.finish(None, check=True))

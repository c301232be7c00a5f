"""When a wait ends, however the task goes on: deadlines, the pace of polls, Ctrl-C and cancellation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import chain, repeat
from typing import Any

import pytest
from attrs import define, evolve, field
from meshwright.core.blocking import run
from meshwright.core.retrying import RetryPolicy
from meshwright.core.wire import Reply, Request
from meshwright.errors import (
    ConnectionFailed,
    RateLimited,
    ServerError,
    WaitTimeout,
)
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.handles import AsyncTaskHandle
from meshwright.tasks.session import TaskSession
from meshwright.tasks.waiting import Pace
from meshwright_api.meshy.models import ImageTo3DTask
from meshwright_api.meshy.tasks import IMAGE_TO_3D
from unit.fakes import FakeTransport, Step, event, json_reply
from unit.waits import DONE, ID, PENDING, SSE, answers, finish, no_get, state, states, watch, world


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
    """Retry-After on a state that is no error lengthens the pause, up to the longest."""
    transport = world([], answers(json_reply(PENDING, retry_after=asked), json_reply(DONE)))
    finish(transport)
    assert transport.slept == [slept]


@pytest.mark.parametrize("timeout", [0.0, 0.5, 7.0, 40.0, 100.0, 3600.0])
@pytest.mark.parametrize("stream", ["none", "silent", "pinging", "repeating", "dripping"])
@pytest.mark.parametrize("polls", ["quick", "slow", "limited", "failing", "refused"])
def test_a_deadline_is_kept(timeout: float, stream: str, polls: str) -> None:
    """No wait ends later than one request after its deadline, whatever the stream and the polls do meanwhile."""
    streams: dict[str, Iterator[Step]] = {
        "none": iter([(0.0, ConnectionFailed("refused", sent=False))]),
        "silent": iter([(0.1, event(PENDING)), (9e9, b"")]),
        "pinging": repeat((min(10.0, timeout / 5), b": ping\n\n")),
        "repeating": repeat((min(10.0, timeout / 5), event(PENDING))),
        "dripping": chain([(0.0, b"data: ")], repeat((min(10.0, timeout / 5), b"x"))),
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
    """The error of a wait that ended tells the id and what was last seen; the task is left alone."""
    transport = world([], states(state(progress=42)))
    with pytest.raises(WaitTimeout) as caught:
        finish(transport, 100)
    assert caught.value.task_id == ID
    assert caught.value.task.progress == 42
    assert "IN_PROGRESS at 42 %" in str(caught.value)
    assert {request.method for request in transport.requests} == {"GET"}


def test_a_limit_at_the_deadline_is_a_timeout() -> None:
    """A service that asks to come back after the deadline makes a timeout with the last state, not its own error."""
    limited = json_reply({"message": "RateLimitExceeded"}, 429, retry_after="100")
    transport = world([], answers(json_reply(state()), limited))
    with pytest.raises(WaitTimeout) as caught:
        finish(transport, 20)
    assert caught.value.task.progress == 50


def test_no_deadline() -> None:
    """With None a wait takes as long as the task."""
    transport = world([(0.0, event(PENDING))], states(*[state(progress=n) for n in range(1000)], DONE))
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
    """Streams one event and is then silent in earnest, as only asyncio can be."""

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

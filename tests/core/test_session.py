"""Calls and event streams of a session over a transport in memory: their slots, their ends, and what hooks and logs
show of them.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from attrs import define, field
from helpers.fakes import FakeTransport, Step, event, json_reply
from meshwright import Exchange, ServerError, UnexpectedResponse
from meshwright.core.blocking import iterate, run
from meshwright.core.wire import Reply, Request
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.api import balance, image_to_3d

START = 1000.0
FAILED = Reply(status=500)
STREAM = Reply(status=200, headers={"content-type": "text/event-stream; charset=utf-8"})


@define
class LateTransport(FakeTransport):
    """Wakes too late each time."""

    late: float = field(kw_only=True, default=0.0)

    async def sleep(self, seconds: float) -> None:
        await FakeTransport.sleep(self, seconds)
        self.clock += self.late


def session(
    reply: Reply = FAILED, *steps: Step, head: Reply = STREAM, late: float = 0.0, **settings: Any
) -> tuple[TaskSession, FakeTransport]:
    """Make a session whose calls get this reply, and whose streams go through these steps."""

    def streamed(_: Request) -> tuple[Reply, tuple[Step, ...]]:
        transport.clock += transport.seconds_per_request
        return head, steps

    transport = LateTransport(lambda _: reply, streamed, clock=START, seconds_per_request=0.25, late=late)
    return TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={}, **settings), transport


def followed(client: TaskSession) -> list[Any]:
    """Read an event stream to its end."""
    return list(iterate(client.events(image_to_3d.stream("018a"), idle=30.0)))


class Slots:
    """Grants a slot after so many seconds, and counts how many were asked for."""

    def __init__(self, delay: float) -> None:
        self.seconds = delay
        self.asked = 0

    def delay(self, now: float) -> float:
        self.asked += 1
        return self.seconds


@pytest.mark.parametrize(("late", "slots"), [(0.0, 1), (0.1, 1), (0.15, 2), (0.2, 2), (0.3, 3)])
def test_a_slot_that_passed_is_replaced(late: float, slots: int) -> None:
    """A call that woke too late for its slot takes another, and each may have passed by twice as much as the last."""
    pacer = Slots(0.5)
    client, transport = session(json_reply({"balance": 3}), pacer=pacer, late=late)
    run(client.call(balance.get()))
    assert (pacer.asked, len(transport.slept), len(transport.requests)) == (slots, slots, 1)


@pytest.mark.parametrize("delay", [0.0, 0.5])
def test_calls_and_streams_wait_for_their_slots(delay: float) -> None:
    """A call and a stream take one slot each, and sleep only if it is still to come."""
    pacer = Slots(delay)
    client, transport = session(json_reply({"balance": 3}), pacer=pacer)
    run(client.call(balance.get()))
    assert followed(client) == []
    assert pacer.asked == 2
    assert transport.slept == [delay] * (2 if delay else 0)


def test_a_call_at_its_deadline_is_not_repeated() -> None:
    """A failure that arrives at the deadline ends the call; before it, the request may end shortly after it."""
    client, transport = session(until=START + 0.25)
    with pytest.raises(ServerError):
        run(client.call(balance.get()))
    [request] = transport.requests
    assert request.until is not None
    assert START + 0.25 < request.until < START + 2


def test_a_stream_ends_at_its_deadline() -> None:
    """The event that arrives at the deadline is the last; silence is bounded by ``idle``, the whole by the deadline."""
    steps = [(1.0, event({"progress": number})) for number in range(5)]
    client, transport = session(FAILED, *steps, until=START + 0.25 + 2.0)
    assert [state["progress"] for state in followed(client)] == [0, 1]
    [request] = transport.streams
    assert (request.timeout, request.until) == (30.0, client.until)
    assert request.headers["accept"] == "text/event-stream"


@pytest.mark.parametrize(
    ("head", "content", "reason"),
    [
        (STREAM, b"data: [1]\n\n", "expected a JSON object, got list"),
        (STREAM, b"data: {\n\n", "cannot read an event"),
        (STREAM, b'event: error\ndata: {"status_code": "high"}\n\n', "cannot read an event"),
        (json_reply({}), b'{"id": "018a"}', "the answer is not an event stream"),
        (Reply(status=200), event({}), "the answer is not an event stream"),
    ],
)
def test_what_is_not_an_event(head: Reply, content: bytes, reason: str) -> None:
    """An answer that is not an event stream, or an event that is not an object, is an error that holds what arrived."""
    client, _ = session(FAILED, (0.0, content), head=head)
    with pytest.raises(UnexpectedResponse, match=reason) as caught:
        followed(client)
    reply = caught.value.reply
    assert reply is not None
    assert (reply.status, reply.headers) == (200, head.headers)
    assert reply.content in content
    assert reply.content


def test_the_time_of_an_exchange(caplog: pytest.LogCaptureFixture) -> None:
    """Hooks get the seconds of a call and of the head of a stream; the log has them in milliseconds."""
    caplog.set_level(logging.DEBUG, "meshwright")
    told: list[Exchange] = []
    client, _ = session(json_reply({"balance": 3}, x_request_id="r-1"), hooks=(told.append,))
    run(client.call(balance.get()))
    followed(client)
    assert [(exchange.attempt, exchange.seconds) for exchange in told] == [(1, 0.25), (1, 0.25)]
    assert "GET /openapi/v1/balance: 200 in 250 ms (request r-1)" in caplog.text

"""Jobs in the threads of a blocking client, stopped by an error of one of them: where they stop, and where not."""

from __future__ import annotations

import socket
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.loopback import Exchange, LoopbackServer, answering, json_response
from meshwright.core.blocking import run
from meshwright.core.stopping import Stop
from meshwright.core.transport import BlockingTransport
from meshwright.core.wire import Request

pytestmark = pytest.mark.usefixtures("no_certificates")


def stopped(job: object, begun: threading.Event, transport: BlockingTransport) -> None:
    """Run a job beside another that breaks off as by Ctrl-C once the first has begun."""

    async def interrupted() -> None:
        begun.wait(timeout=30)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(transport.gather([job, interrupted], 2))  # type: ignore[list-item]


def test_who_sleeps_is_woken() -> None:
    """A pause does not hold up the end."""
    transport, begun, woke = BlockingTransport(), threading.Event(), []

    async def sleeper() -> None:
        begun.set()
        await transport.sleep(10)
        woke.append(True)

    stopped(sleeper, begun, transport)
    assert woke == []


def test_a_job_that_goes_on_is_not_held_up() -> None:
    """Looking whether a thread has to stop does not wait."""
    waits: list[float] = []
    told: Any = SimpleNamespace(wait=waits.append)
    stop, connection = Stop(told), socket.socket()
    stop.check()
    with connection, stop.reading(connection):
        pass
    assert waits == [0.0, 0.0]


def test_nothing_more_is_sent() -> None:
    """A job that goes from call to call makes no further one."""
    transport, begun = BlockingTransport(), threading.Event()

    async def caller(url: str) -> None:
        for _ in range(2000):
            await transport.send(Request(method="GET", url=url))
            begun.set()

    with LoopbackServer(answering(json_response({}))) as server:
        stopped(lambda: caller(server.url), begun, transport)
        run(transport.aclose())
    assert len(server.seen) < 2000


def test_an_answer_is_waited_for() -> None:
    """A request under way is not broken off: its answer may be worth money."""
    transport, begun, received = BlockingTransport(), threading.Event(), []

    async def buyer(url: str) -> None:
        reply = await transport.send(Request(method="POST", url=url))
        received.append(reply.json())

    def slowly(exchange: Exchange) -> None:
        content = json_response({"result": "t1"})
        exchange.send(content[:-5])
        begun.set()
        exchange.connection.settimeout(0.2)  # who breaks off does so now
        with pytest.raises(TimeoutError):
            exchange.connection.recv(1)
        exchange.send(content[-5:])

    with LoopbackServer(slowly) as server:
        stopped(lambda: buyer(server.url), begun, transport)
        run(transport.aclose())
    assert received == [{"result": "t1"}]

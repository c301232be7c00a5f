"""Deadlines against a peer that keeps a client busy: every wait ends in time, and every call has a total bound.

The peer sends something now and then, so that no timeout of a single read is ever reached.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import define, frozen
from helpers.clients import KEY, QUICK, Scenario, collected, settled
from helpers.fault_rows import CREATED, ID, PAGE, RUNNING, STREAM, TASK, create, delete, get, newest
from helpers.loopback import Answer, Exchange, LoopbackServer, answering, json_response, response
from meshwright import (
    AsyncFlightHub,
    AsyncMeshy,
    ConnectionFailed,
    FlightHub,
    Meshy,
    RetryPolicy,
    SubmissionUnknown,
    WaitTimeout,
)
from meshwright.core import deadlines
from meshwright.core.asyncio_transport import _AsyncBody
from meshwright.core.blocking import run
from meshwright.core.deadlines import Backend, Deadline
from meshwright.core.files import json_body
from meshwright.core.transport import IN_FLIGHT
from meshwright.core.wire import Request
from meshwright_api.meshy.api import image_to_3d

pytestmark = pytest.mark.usefixtures("no_certificates")
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "asyncio"])

TIMEOUT = 2.0
"""Seconds that the waits are given; enough for a first answer on a busy machine."""
SLACK = 30.0
"""Seconds later at which a wait must have ended. Most peers here never end, so the machine may be busy."""
PAUSE = 0.05
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
ONCE = RetryPolicy(attempts=1)


# Behaviour of the peer


def without_end(beginning: bytes, block: bytes, pause: float = PAUSE) -> Answer:
    """Send a block now and then until the client is gone."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(beginning)
        while True:
            exchange.send(block)
            time.sleep(pause)

    return answer


def byte_by_byte(content: bytes) -> Answer:
    """Send an answer byte by byte, and never its last one."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        for byte in content[:-1]:
            exchange.send(bytes([byte]))
            time.sleep(PAUSE)
        exchange.stay_silent()

    return answer


def silent(exchange: Exchange) -> None:
    """Accept the request and send nothing."""
    exchange.stay_silent()


def stream_refused(polled: Answer) -> Answer:
    """Refuse the event stream, so that the task is polled."""
    refused = answering(response(404, PAGE, "text/html"))
    return lambda exchange: (refused if exchange.path.endswith("/stream") else polled)(exchange)


def stream_only(stream: Answer) -> Answer:
    """Serve the event stream in this way; a task that is polled runs for ever."""
    running = answering(json_response({**TASK, "status": "IN_PROGRESS"}))
    return lambda exchange: (stream if exchange.path.endswith("/stream") else running)(exchange)


CHUNKED = response(200, kind="application/json", length=-1, transfer_encoding="chunked")
BUSY: dict[str, Answer] = {
    "silence": silent,
    "status line byte by byte": byte_by_byte(HEAD + b"\r\n"),
    "a header now and then": without_end(HEAD, b"x-filler: x\r\n"),
    "one header without end": without_end(HEAD + b"x-filler: ", b"x"),
    "100 now and then": without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "102 now and then": without_end(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "103 in a flood": without_end(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n" * 50, 0.0),
    "body byte by byte": without_end(response(200, length=10_000), b" "),
    "body without end": without_end(response(200, length=-1), b" "),
    "chunk byte by byte": without_end(CHUNKED + b"ffff\r\n", b" "),
    "chunks now and then": without_end(CHUNKED, b"1\r\n \r\n"),
    "chunk extension without end": without_end(CHUNKED + b"1;x=", b"x"),
    "gzip now and then": without_end(response(200, length=10_000, content_encoding="gzip"), b"\x1f\x8b"[:1]),
    "error body now and then": without_end(response(404, length=10_000), b"x"),
    "redirect body now and then": without_end(response(302, length=10_000, location="/elsewhere"), b"x"),
    "unavailable for long": answering(json_response({"message": "down"}, 503, retry_after="100")),
    "limited for long": answering(json_response({"message": "RateLimitExceeded"}, 429, retry_after="100")),
    "empty reply": answering(b""),
}
"""Answers of GET."""
BROKEN = ("gzip now and then", "empty reply")
"""Answers that a client recognises at once as useless."""
STREAMS: dict[str, Answer] = {
    "silence": silent,
    "head byte by byte": byte_by_byte(STREAM),
    "103 now and then": without_end(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "comments now and then": without_end(STREAM + RUNNING, b": ping\n\n"),
    "the same event now and then": without_end(STREAM, RUNNING),
    "events in a flood": without_end(STREAM, RUNNING * 100, 0.0),
    "event byte by byte": without_end(STREAM + RUNNING + b"data: ", b"x"),
    "page byte by byte": without_end(response(200, kind="text/html", length=-1), b"x"),
    "error body now and then": without_end(response(500, length=10_000), b"x"),
    "silence after an event": lambda exchange: (exchange.send(STREAM + RUNNING), exchange.stay_silent())[1],
}
"""Answers of the event stream."""


# Calls of the client


async def wait(client: Any) -> Any:
    """Wait for a task."""
    return await settled(client.image_to_3d.task(ID).wait(timeout=TIMEOUT))


async def follow(client: Any) -> Any:
    """Iterate over the states of a task."""
    return await collected(client.image_to_3d.task(ID).stream(timeout=TIMEOUT))


async def complete_one(client: Any) -> Any:
    """Follow a task over ``as_completed``."""
    return await collected(client.as_completed([client.image_to_3d.task(ID)], timeout=TIMEOUT))


async def complete_many(client: Any) -> Any:
    """Follow more tasks than are read one by one."""
    tasks = [client.image_to_3d.task(f"{ID}{number}") for number in range(9)]
    return await collected(client.as_completed(tasks, timeout=TIMEOUT))


async def wait_for_model(client: Any) -> Any:
    """Wait for a model of FlightHub."""
    return await settled(client.models.model(ID).wait(timeout=TIMEOUT))


async def wait_for_zip(client: Any) -> Any:
    """Wait for the zip of a model of FlightHub."""
    return await settled(client.models.model(ID).wait_for_zip(timeout=TIMEOUT))


@define
class HalfTls(LoopbackServer):
    """Accepts connections, begins a TLS handshake at most, and never completes it."""

    busy: bool = False

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            for byte in b"\x16\x03\x03\x10\x00\x02" + bytes(4090) if self.busy else b"":
                connection.sendall(bytes([byte]))
                time.sleep(PAUSE)
            while connection.recv(65536):
                pass


@frozen
class Timed:
    """The result of a scenario, and the seconds it took."""

    outcome: Any
    seconds: float


def client_for(url: str, *, asynchronous: bool, service: str = "Meshy", **settings: Any) -> Any:
    """Make a client whose single reads are patient."""
    kinds: Any = {"Meshy": (Meshy, AsyncMeshy), "FlightHub": (FlightHub, AsyncFlightHub)}
    more = {"timeout": 60.0, "retry": QUICK, **({"rate": None} if service == "Meshy" else {}), **settings}
    return kinds[service][asynchronous](KEY, base_url=url, **more)


def timed(scenario: Scenario, url: str, *, asynchronous: bool, **settings: Any) -> Timed:
    """Play a scenario with a client of its own, and take the time of all of it."""

    def blocking() -> Any:
        with client_for(url, asynchronous=False, **settings) as client:
            return run(scenario(client))

    async def awaiting() -> Any:
        async with client_for(url, asynchronous=True, **settings) as client:
            return await scenario(client)

    begun = time.monotonic()
    outcome: Any
    try:
        outcome = asyncio.run(awaiting()) if asynchronous else blocking()
    except Exception as error:
        outcome = error
    return Timed(outcome, time.monotonic() - begun)


@cache
def played(table: str, scenario: Scenario, asynchronous: bool, service: str = "Meshy") -> dict[str, Timed]:
    """Play a scenario against every row of a table, side by side, as most of the time passes in waiting."""
    rows = {"GET": {name: stream_refused(answer) for name, answer in BUSY.items()}, "stream": STREAMS}[table]

    def one(answer: Answer) -> Timed:
        with LoopbackServer(answer if table == "GET" else stream_only(answer)) as server:
            return timed(scenario, server.url, asynchronous=asynchronous, service=service)

    with ThreadPoolExecutor(len(rows)) as pool:
        return dict(zip(rows, pool.map(one, rows.values()), strict=True))


def check_in_time(result: Timed, *, broken: bool = False) -> None:
    """Check that a wait ended in time: with WaitTimeout, or with what is wrong if that was known before."""
    assert type(result.outcome) in ((ConnectionFailed, WaitTimeout) if broken else (WaitTimeout,)), repr(result.outcome)
    assert result.seconds < TIMEOUT + SLACK


@both
@pytest.mark.parametrize("name", BUSY)
def test_a_wait_that_polls_ends_in_time(name: str, asynchronous: bool) -> None:
    """However GET is answered, a wait with a deadline ends soon after it, or earlier with what is wrong."""
    result = played("GET", wait, asynchronous)[name]
    check_in_time(result, broken=name in BROKEN)


@both
@pytest.mark.parametrize("name", STREAMS)
def test_a_wait_over_a_stream_ends_in_time(name: str, asynchronous: bool) -> None:
    """However the event stream goes on, a wait with a deadline ends soon after it, and knows the state from GET."""
    result = played("stream", wait, asynchronous)[name]
    check_in_time(result)
    assert result.outcome.task.status == "IN_PROGRESS"


@both
@pytest.mark.parametrize("scenario", [follow, complete_one, complete_many], ids=lambda scenario: scenario.__name__)
def test_other_ways_to_wait_end_in_time(scenario: Scenario, asynchronous: bool) -> None:
    """Iterating over states and following many tasks end as soon as a wait does."""
    for name, result in played("GET", scenario, asynchronous).items():
        check_in_time(result, broken=name in BROKEN)


@both
@pytest.mark.parametrize("scenario", [wait_for_model, wait_for_zip], ids=lambda scenario: scenario.__name__)
def test_flighthub_waits_end_in_time(scenario: Scenario, asynchronous: bool) -> None:
    """The waits of FlightHub keep their deadlines, too."""
    for name, result in played("GET", scenario, asynchronous, "FlightHub").items():
        check_in_time(result, broken=name in BROKEN)


@both
def test_a_connection_that_was_used_before_keeps_the_deadline(asynchronous: bool) -> None:
    """The second request over one connection has a deadline of its own."""

    def answer(exchange: Exchange) -> None:
        exchange.send(json_response({"balance": 3}, connection="keep-alive"))
        while b"\r\n\r\n" not in exchange.connection.recv(65536):
            pass
        without_end(response(200, length=10_000), b" ")(exchange)

    async def scenario(client: Any) -> Any:
        assert await settled(client.balance()) == 3
        return await complete_one(client)

    with LoopbackServer(answer) as server:
        check_in_time(timed(scenario, server.url, asynchronous=asynchronous))
    assert len(server.seen) == 1


@both
def test_a_name_that_resolves_slowly_keeps_the_deadline(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolving counts, though it cannot be interrupted; neither the wait nor ``asyncio.run`` stays for its end."""
    released, asked = threading.Event(), list[Any]()
    real = socket.getaddrinfo

    def slow(host: Any, *rest: Any, **more: Any) -> Any:
        if host in (None, "127.0.0.1", b"127.0.0.1"):
            return real(host, *rest, **more)
        asked.append(host)
        released.wait(60)
        raise socket.gaierror(socket.EAI_NONAME, "no such name in this test")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        check_in_time(timed(wait, "https://service.example", asynchronous=asynchronous))
    finally:
        released.set()
    assert set(asked) == {"service.example"}


def test_a_connection_that_opens_too_late_is_closed() -> None:
    """The wait ends without it, and it is closed as soon as it is there."""
    opening, closed = threading.Event(), threading.Event()

    def connect(*_: Any, **options: Any) -> Any:
        opening.wait(60)
        return SimpleNamespace(close=closed.set)

    with pytest.raises(ConnectionFailed, match=r"no connection to service\.example within 0\.01 s"):
        Backend(SimpleNamespace(connect_tcp=connect)).connect_tcp("service.example", 443, timeout=0.01)
    assert not closed.is_set()
    opening.set()
    assert closed.wait(60)


@both
@pytest.mark.parametrize("busy", [False, True], ids=["silent", "byte by byte"])
def test_a_handshake_keeps_the_deadline(asynchronous: bool, busy: bool) -> None:
    """A peer that never completes a TLS handshake holds up no wait."""
    with HalfTls(silent, busy=busy) as server:
        url = server.url.replace("http:", "https:")
        check_in_time(timed(wait, url, asynchronous=asynchronous))


@both
@pytest.mark.parametrize("name", ["silence", "a header now and then", "body byte by byte"])
def test_a_proxy_keeps_the_deadline(name: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that never completes its answer to CONNECT holds up no wait."""
    for variable in ("NO_PROXY", "no_proxy", "all_proxy", "https_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with LoopbackServer(BUSY[name]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        result = timed(wait, "https://service.example", asynchronous=asynchronous)
    assert isinstance(result.outcome, (WaitTimeout, ConnectionFailed)), repr(result.outcome)
    assert result.seconds < TIMEOUT + SLACK
    assert set(proxy.methods()) == {"CONNECT"}


@both
def test_other_requests_under_way_hold_up_no_wait(asynchronous: bool) -> None:
    """A wait ends in time, too, while as many other calls as may be under way get no answer."""
    held = threading.Event()

    async def blocked(client: Any) -> Any:
        pool = ThreadPoolExecutor(IN_FLIGHT)
        calls = [pool.submit(client.balance) for _ in range(IN_FLIGHT)]
        await settled(held.wait(30))
        begun = time.monotonic()
        try:
            return await complete_one(client)
        finally:
            seconds.append(time.monotonic() - begun)
            for connection in server._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for call in calls:
                call.exception()
            pool.shutdown()

    async def crowded(client: Any) -> Any:
        calls = [asyncio.create_task(client.balance()) for _ in range(IN_FLIGHT)]
        await asyncio.to_thread(held.wait, 30)
        begun = time.monotonic()
        try:
            return await complete_one(client)
        finally:
            seconds.append(time.monotonic() - begun)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    def answer(exchange: Exchange) -> None:
        if exchange.number >= IN_FLIGHT:
            held.set()
        exchange.stay_silent()

    seconds: list[float] = []
    with LoopbackServer(answer) as server:
        result = timed(crowded if asynchronous else blocked, server.url, asynchronous=asynchronous, retry=ONCE)
    check_in_time(Timed(result.outcome, *seconds))
    assert len(server.seen) == IN_FLIGHT


@both
def test_a_rate_holds_up_no_wait(asynchronous: bool) -> None:
    """A wait whose next turn comes after its deadline ends at the deadline."""

    async def scenario(client: Any) -> Any:
        await settled(client.balance())
        return await complete_one(client)

    with LoopbackServer(answering(json_response({**TASK, "balance": 3}))) as server:
        result = timed(scenario, server.url, asynchronous=asynchronous, rate=0.01)
    check_in_time(result)
    assert len(server.seen) == 1


# Calls without a deadline of the caller: a total bound all the same

QUIET = 1.0
"""Seconds that a client waits for one read in these tests; the whole answer may take twice as long."""


async def balance(client: Any) -> Any:
    """Read the balance."""
    return await settled(client.balance())


NEVER_COMPLETE = [
    answer for name, answer in BUSY.items() if name == "silence" or "now and then" in name or "byte" in name
]


@both
@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (get, ConnectionFailed),
        (newest, ConnectionFailed),
        (balance, ConnectionFailed),
        (delete, ConnectionFailed),
        (create, SubmissionUnknown),
    ],
    ids=lambda value: value.__name__,
)
def test_every_call_has_a_total_bound(ask: Scenario, error: type[Exception], asynchronous: bool) -> None:
    """A call ends even if its answer never completes and bytes keep arriving; a create may have been paid for."""

    def one(answer: Answer) -> tuple[Timed, int]:
        with LoopbackServer(answer) as server:
            result = timed(ask, server.url, asynchronous=asynchronous, timeout=QUIET, retry=ONCE)
        return result, len(server.seen)

    with ThreadPoolExecutor(len(NEVER_COMPLETE)) as pool:
        for result, seen in pool.map(one, NEVER_COMPLETE):
            busy = seen == 0 and not getattr(result.outcome, "sent", True)  # a machine that sent nothing in that time
            assert type(result.outcome) is error or busy, repr(result.outcome)
            assert seen <= 1
            assert result.seconds < 2 * QUIET + SLACK


@both
def test_an_error_in_place_of_a_stream_has_a_total_bound(asynchronous: bool) -> None:
    """A stream may last, but not the error that is sent in its place."""

    async def events(client: Any) -> Any:
        return await collected(client.session.events(image_to_3d.stream(ID), idle=0.25))

    def answer(exchange: Exchange) -> None:
        exchange.send(response(500, length=10_000))
        for _ in range(300):
            exchange.send(b"x")
            time.sleep(PAUSE)
        sent_all.append(exchange)

    sent_all: list[Exchange] = []
    with LoopbackServer(answer) as server:
        result = timed(events, server.url, asynchronous=asynchronous)
    assert isinstance(result.outcome, ConnectionFailed)
    assert sent_all == []


@both
def test_an_upload_may_take_longer_than_the_bound(asynchronous: bool) -> None:
    """The bound counts from the last block that left: a large picture over a slow line arrives."""
    timeout = 0.6

    def answer(exchange: Exchange) -> None:
        left = int(exchange.headers["content-length"]) - len(exchange._early)
        slow_until = time.monotonic() + 2.5 * timeout
        while left > 0:
            left -= len(exchange.connection.recv(2**17))
            if time.monotonic() < slow_until:
                time.sleep(0.02)
        exchange.send(CREATED)

    async def upload(client: Any) -> Any:
        picture = b"\x89PNG\r\n\x1a\n" + bytes(24 * 2**20)  # more than the buffers of the sockets hold
        return (await settled(client.image_to_3d.create(image_url=picture))).id

    with LoopbackServer(answer) as server:
        result = timed(upload, server.url, asynchronous=asynchronous, timeout=timeout, retry=ONCE)
    assert result.outcome == ID
    assert result.seconds > 2 * timeout


@both
def test_the_answer_has_its_time_from_the_end_of_the_body(asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block that leaves moves the deadline, and so does the end of the last; the first is noted as sent."""
    clock = [100.0]
    monkeypatch.setattr(deadlines, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    body = json_body({"a": 1, "b": 2}, {})
    deadline = Deadline.of(Request(method="POST", url="https://x.example", body=body, timeout=5.0, until=125.0))
    blocks = list(body)
    ends = [deadline.at]
    noted: list[float] = []
    assert not deadline.sent

    def leave(block: bytes) -> None:
        assert block == blocks[len(ends) - 1]
        assert deadline.sent
        ends.append(deadline.at)
        clock[0] += 3.0

    async def send() -> None:
        async for block in _AsyncBody(body, deadline, lambda: noted.append(deadline.at)):
            leave(block)

    if asynchronous:
        asyncio.run(send())
    else:
        for block in deadline.leaving(body):
            leave(block)
    ends.append(deadline.at)
    assert ends == [110.0, *(min(125.0, 110.0 + 3 * number) for number in range(len(blocks) + 1))]
    assert noted == (ends[1:] if asynchronous else [])


@both
def test_a_create_that_could_not_begin_was_not_sent(asynchronous: bool) -> None:
    """A create whose connection never comes about is not called lost: nothing of it left."""
    with HalfTls(silent, busy=True) as server:
        url = server.url.replace("http:", "https:")
        result = timed(create, url, asynchronous=asynchronous, timeout=QUIET, retry=ONCE)
    assert isinstance(result.outcome, ConnectionFailed), repr(result.outcome)
    assert not result.outcome.sent

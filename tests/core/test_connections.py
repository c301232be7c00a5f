"""How many connections, through what, with which settings: both clients against a real server."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any

import pytest
from attrs import define, field
from helpers.clients import KEY, QUICK, collected, play, settled
from helpers.fault_rows import GOOD, ID, RUNNING, STREAM, TASK, event, saying
from helpers.loopback import Exchange, LoopbackServer, answering, in_turn, json_response, response, unused_url
from meshwright import AsyncMeshy, ConfigurationError, ConnectionFailed, Meshy, RetryPolicy, ServerError
from meshwright.core import transport
from meshwright.core.asyncio_transport import AsyncTransport
from meshwright.core.blocking import run
from meshwright.core.connections import STREAMS as SHARING
from meshwright.core.transport import IN_FLIGHT, BlockingTransport
from meshwright.core.wire import Reply, Request

pytestmark = pytest.mark.usefixtures("no_certificates")
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])


@define
class Crowd:
    """Holds requests back until as many are here as may be, and counts how many there were at most."""

    meeting: threading.Barrier = field(factory=lambda: threading.Barrier(IN_FLIGHT))
    lock: threading.Lock = field(factory=threading.Lock)
    here: int = 0
    most: int = 0

    def __call__(self, exchange: Exchange) -> None:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
        self.meeting.wait(timeout=30)
        with self.lock:
            self.here -= 1
        exchange.send(GOOD)


def test_threads_share_a_gate() -> None:
    """From however many threads a client is used, so many requests are under way at once and no more."""
    crowd = Crowd()
    with (
        LoopbackServer(crowd) as server,
        Meshy(KEY, base_url=server.url, timeout=60) as client,
        ThreadPoolExecutor(24) as pool,
    ):
        tasks = list(pool.map(lambda _: client.image_to_3d.get(ID), range(3 * IN_FLIGHT)))
    assert len(tasks) == 3 * IN_FLIGHT
    assert crowd.most == IN_FLIGHT


def test_asyncio_tasks_share_a_gate() -> None:
    """However many asyncio tasks use a client, so many requests are under way at once and no more."""
    crowd = Crowd()

    async def main(url: str) -> list[Any]:
        async with AsyncMeshy(KEY, base_url=url, timeout=60) as client:
            return await asyncio.gather(*(client.image_to_3d.get(ID) for _ in range(3 * IN_FLIGHT)))

    with LoopbackServer(crowd) as server:
        tasks = asyncio.run(main(server.url))
    assert len(tasks) == 3 * IN_FLIGHT
    assert crowd.most == IN_FLIGHT


@pytest.mark.parametrize("kind", [BlockingTransport, AsyncTransport])
def test_a_request_that_finds_no_place_is_not_sent(kind: Any) -> None:
    """At its deadline a request that still waits for others fails unsent, and takes no place of theirs."""

    async def scenario() -> bool:
        there = kind()
        gate = there.gate if kind is BlockingTransport else (await there._share()).gate
        for _ in range(IN_FLIGHT):
            await settled(gate.acquire())
        with pytest.raises(ConnectionFailed, match="8 other requests were under way until the deadline") as caught:
            await there.send(Request(method="GET", url=unused_url(), until=there.now() + 0.01))
        assert not caught.value.sent
        await there.aclose()
        return bool(gate._value)

    assert asyncio.run(scenario()) is False


@pytest.mark.parametrize(("sizes", "fits"), [([10], True), ([5, 5], True), ([11], False), ([5, 6], False)])
def test_the_largest_answer(sizes: list[int], fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer up to the limit is read, in any pieces; a larger one is an error."""
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 10)

    async def chunks() -> AsyncIterator[bytes]:
        for size in sizes:
            yield bytes(size)

    with nullcontext() if fits else pytest.raises(ConnectionFailed, match="larger than 10 bytes"):
        assert run(transport.read_whole(Reply(status=200), chunks())).content == bytes(sum(sizes))


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """Name a proxy in the environment for everything."""
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with LoopbackServer(answering(json_response({"balance": 3}))) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        yield server


@both
def test_a_proxy_of_the_environment_is_used(asynchronous: bool, proxy: LoopbackServer) -> None:
    """Requests to elsewhere go through the proxy that the environment names."""
    elsewhere = Request(method="GET", url="http://service.example/balance")
    reply = play(lambda client: client.session.transport.send(elsewhere), unused_url(), asynchronous=asynchronous)
    assert reply.json() == {"balance": 3}
    assert [request.path for request in proxy.seen] == [elsewhere.url]


@both
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost"])
def test_no_proxy_is_asked_for_this_machine(asynchronous: bool, name: str, proxy: LoopbackServer) -> None:
    """What goes to this machine in clear, the key included, never leaves for the proxy that the environment names."""
    with LoopbackServer(answering(json_response({"balance": 4}))) as server:
        url = server.url.replace("127.0.0.1", name)
        assert play(lambda client: settled(client.balance()), url, asynchronous=asynchronous) == 4
    assert proxy.seen == []


@both
def test_options_of_a_client(asynchronous: bool) -> None:
    """Headers and retries of ``with_options`` hold for its calls and not for those of the client it came from."""

    async def scenario(client: Any) -> None:
        other = client.with_options(headers={"X-Trace": "abc"}, retry=RetryPolicy(attempts=1))
        with pytest.raises(ServerError):
            await settled(other.balance())
        assert await settled(client.balance()) == 3

    answers = in_turn(saying(500), saying(500), answering(json_response({"balance": 3})))
    with LoopbackServer(answers) as server:
        play(scenario, server.url, asynchronous=asynchronous)
    assert [request.headers.get("x-trace") for request in server.seen] == ["abc", None, None]
    assert {request.headers["authorization"] for request in server.seen} == {f"Bearer {KEY}"}
    assert all(request.headers["user-agent"].startswith("meshwright") for request in server.seen)


@both
@pytest.mark.parametrize("timeout", [-1, 0, float("nan"), float("inf"), 1e300])
def test_a_timeout_that_cannot_be(asynchronous: bool, timeout: float) -> None:
    """A timeout that no socket can have is refused by the client itself and by its options, before any call."""
    with pytest.raises(ConfigurationError, match="timeout must be a number of seconds above 0"):
        (AsyncMeshy if asynchronous else Meshy)(KEY, timeout=timeout)

    async def scenario(client: Any) -> None:
        with pytest.raises(ConfigurationError, match="timeout must be a number of seconds above 0"):
            client.with_options(timeout=timeout)

    play(scenario, unused_url(), asynchronous=asynchronous)


@both
@pytest.mark.parametrize("used", [False, True], ids=["unused", "used"])
def test_a_client_that_was_closed(asynchronous: bool, used: bool) -> None:
    """A closed client raises, used before or not, and nothing is sent: no create counts as lost."""

    async def scenario(client: Any) -> None:
        if used:
            await settled(client.balance())
        await client.session.transport.aclose()
        for call in (client.balance, partial(client.image_to_3d.create, image_url="https://x.example/1.png")):
            with pytest.raises(ConfigurationError, match="the client is closed"):
                await settled(call())
        with pytest.raises(ConfigurationError, match="the client is closed"):
            await collected(client.image_to_3d.task(ID).stream())

    with LoopbackServer(answering(json_response({"balance": 3}))) as server:
        play(scenario, server.url, asynchronous=asynchronous)
    assert len(server.seen) == used


@both
def test_an_answer_that_is_compressed_twice(asynchronous: bool) -> None:
    """An answer of a few bytes that would fill the memory is not unpacked."""
    bomb = gzip.compress(gzip.compress(bytes(2**20)))
    answer = response(200, bomb, content_encoding="gzip, gzip")
    with (
        LoopbackServer(answering(answer)) as server,
        pytest.raises(ConnectionFailed, match="compressed more than once: gzip, gzip"),
    ):
        play(lambda client: settled(client.balance()), server.url, asynchronous=asynchronous)


@both
def test_a_handle_reads_streams_and_deletes(asynchronous: bool) -> None:
    """A handle by id does all that a resource does, and yields what the service streams."""
    stream = answering(STREAM + RUNNING + event(TASK))

    async def scenario(client: Any) -> list[str]:
        handle = client.image_to_3d.task(ID)
        assert (await settled(handle.get())).id == ID
        updates = [task.status for task in await collected(handle.stream())]
        await settled(handle.delete())
        return updates

    with LoopbackServer(in_turn(answering(GOOD), stream, answering(json_response(None)))) as server:
        assert play(scenario, server.url, asynchronous=asynchronous) == ["IN_PROGRESS", "SUCCEEDED"]
    assert server.methods() == ["GET", "GET", "DELETE"]


@both
def test_who_stops_early_closes_the_stream(asynchronous: bool) -> None:
    """Leaving the loop over updates closes the connection, and the client can still be used."""
    gone = threading.Event()

    def watched(exchange: Exchange) -> None:
        exchange.send(STREAM + RUNNING)
        exchange.stay_silent()
        gone.set()

    async def scenario(client: Any) -> bool:
        updates = client.image_to_3d.task(ID).stream()
        first = await anext(updates) if asynchronous else next(updates)
        assert first.status == "IN_PROGRESS"
        await settled(updates.aclose() if asynchronous else updates.close())
        return gone.wait(timeout=30)

    with LoopbackServer(watched) as server:
        assert play(scenario, server.url, asynchronous=asynchronous)


@both
def test_open_streams_leave_room_for_calls(asynchronous: bool) -> None:
    """However many streams are open, a call finds a connection."""

    def served(exchange: Exchange) -> None:
        if exchange.path.endswith("/stream"):
            exchange.send(STREAM + RUNNING)
            exchange.stay_silent()
        else:
            exchange.send(json_response({"balance": 3}))

    async def scenario(client: Any) -> int:
        streams = [client.image_to_3d.task(ID).stream() for _ in range(2 * SHARING + 1)]
        for updates in streams:
            await anext(updates) if asynchronous else next(updates)
        balance: int = await settled(client.balance())
        for updates in streams:
            await settled(updates.aclose() if asynchronous else updates.close())
        assert len(client.session.transport.connections.opened()) == 1 + 3
        return balance

    with LoopbackServer(served) as server:
        assert play(scenario, server.url, asynchronous=asynchronous) == 3


def test_one_client_for_many_threads() -> None:
    """A blocking client creates from several threads, each create exactly once."""
    with (
        LoopbackServer(
            lambda exchange: exchange.send(json_response({"result": f"task-{exchange.number}"}, 202))
        ) as server,
        Meshy(KEY, base_url=server.url, retry=QUICK) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        urls = [f"https://x.example/{number}.png" for number in range(40)]
        ids = set(pool.map(lambda url: client.image_to_3d.create(image_url=url).id, urls))
    assert len(ids) == 40
    assert server.methods() == ["POST"] * 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_client_shared_over_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forked process neither uses nor harms the connections of its parent, nor warns that it does not close them, nor
    waits for requests of the parent's threads.
    """
    warned: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", warned.append)
    content = json_response({"balance": 3}, connection="keep-alive")
    asked_again: list[int] = []

    def kept_alive(exchange: Exchange) -> None:
        exchange.send(content)
        while exchange.connection.recv(65536):
            asked_again.append(exchange.number)
            exchange.send(content)

    with LoopbackServer(kept_alive) as server, Meshy(KEY, base_url=server.url) as client:
        gate = client.session.transport.gate  # type: ignore[attr-defined]
        assert client.balance() == 3
        for _ in range(IN_FLIGHT):
            gate.acquire()
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            with suppress(BaseException):
                gc.collect()
                os._exit(client.balance() + len(warned))
            os._exit(1)
        gate.release(IN_FLIGHT)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
        assert (len(server.seen), asked_again) == (2, [])
        assert client.balance() == 3
        assert (len(server.seen), asked_again) == (2, [1])

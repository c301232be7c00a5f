"""One asynchronous client in several event loops, in several threads, and where there is no asyncio at all."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import KEY
from helpers.fault_rows import ID, RUNNING, STREAM
from helpers.loopback import ClientGone, Exchange, LoopbackServer, json_response
from meshwright import AsyncFlightHub, AsyncMeshy, ConfigurationError, Ledger
from meshwright.core.asyncio_transport import AsyncTransport
from meshwright.core.transport import IN_FLIGHT
from meshwright.core.wire import Request
from meshwright.ledger.journal import REFUSED

pytestmark = pytest.mark.usefixtures("no_certificates")

URL = "https://x.example/a.png"


def serve(exchange: Exchange) -> None:
    """Serve all requests of a connection that stays open; the stream of a task goes on for ever."""
    if exchange.path.endswith("/stream"):
        exchange.send(STREAM + RUNNING)
        exchange.stay_silent()
    with suppress(ClientGone):
        exchange.read_body()
        for again in itertools.count():
            name = f"task-{exchange.number}-{again}" if again else f"task-{exchange.number}"
            answer: dict[str, Any] = {"result": name, "balance": 3}
            answer |= {"code": 0, "message": "OK", "data": {"list": []}}
            exchange.send(json_response(answer, connection="keep-alive"))
            if not exchange.connection.recv(2**20):
                return


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A service that keeps connections open; what is left behind is looked for at the end."""
    with LoopbackServer(serve) as running:
        yield running
        gc.collect()  # what was not closed warns now, and a warning fails the test


def client_for(server: LoopbackServer, **settings: Any) -> AsyncMeshy:
    """Make a client outside of any event loop."""
    return AsyncMeshy(KEY, base_url=server.url, rate=None, **settings)


def test_each_loop_has_connections_of_its_own(server: LoopbackServer) -> None:
    """A client serves any number of event loops, one after the other; a loop's connections are closed at its end."""
    meshy = client_for(server)

    async def twice() -> list[int]:
        return [await meshy.balance(), await meshy.balance()]

    assert [asyncio.run(twice()) for _ in range(3)] == [[3, 3]] * 3
    assert len(server.seen) == 3


def test_closed_loops_are_forgotten(server: LoopbackServer) -> None:
    """A client that outlives many event loops keeps only the last."""
    meshy = client_for(server)
    loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

    async def once() -> None:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        await meshy.balance()

    for _ in range(4):
        asyncio.run(once())
    gc.collect()
    assert sum(loop() is not None for loop in loops) <= 1


def test_a_create_in_a_second_loop_keeps_its_id(server: LoopbackServer, tmp_path: Path) -> None:
    """A create in a second loop returns its id, and is in the ledger."""
    with Ledger(tmp_path / "ledger") as ledger:
        meshy = client_for(server, ledger=ledger)

        async def buy() -> str:
            return (await meshy.image_to_3d.create(image_url=URL)).id

        ids = [asyncio.run(buy()) for _ in range(2)]
        assert [entry.task_id for entry in ledger.submissions()] == ids
    assert ids == ["task-1", "task-2"]
    asyncio.run(meshy.aclose())


def test_loops_of_several_threads(server: LoopbackServer, tmp_path: Path) -> None:
    """Loops that run at once in several threads share a client and its ledger; nothing is bought twice or lost."""
    found: list[str] = []
    with Ledger(tmp_path / "ledger") as ledger:
        meshy = client_for(server, ledger=ledger)

        async def buy() -> list[str]:
            handles = await asyncio.gather(*(meshy.image_to_3d.create(image_url=URL) for _ in range(2 * IN_FLIGHT)))
            return [handle.id for handle in handles]

        threads = [threading.Thread(target=lambda: found.extend(asyncio.run(buy()))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found) == sorted(str(entry.task_id) for entry in ledger.submissions())
    assert len(found) == 3 * 2 * IN_FLIGHT
    asyncio.run(meshy.aclose())


def test_flighthub_in_several_loops(server: LoopbackServer) -> None:
    """The FlightHub client does the same."""
    hub = AsyncFlightHub(KEY, base_url=server.url)
    assert [asyncio.run(hub.models.running()) for _ in range(2)] == [[], []]
    asyncio.run(hub.aclose())


def test_closing_in_another_loop() -> None:
    """A client may be closed in another loop than it was used in; the loop of a running thread closes its own part, an
    open stream included.
    """
    gone = threading.Event()

    def watched(exchange: Exchange) -> None:
        serve(exchange)
        if exchange.path.endswith("/stream"):
            gone.set()

    with LoopbackServer(watched) as server:
        close_elsewhere(client_for(server), gone)
    gc.collect()


def close_elsewhere(meshy: AsyncMeshy, gone: threading.Event) -> None:
    """Use a client in the loop of a thread, and close it in another."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    states = meshy.image_to_3d.task(ID).stream()

    def there(call: Callable[[], Awaitable[Any]]) -> Any:
        async def ask() -> Any:
            return await call()

        return asyncio.run_coroutine_threadsafe(ask(), loop).result(30)

    try:
        assert there(meshy.balance) == 3
        assert there(lambda: anext(states)).status == "IN_PROGRESS"
        asyncio.run(meshy.aclose())
        assert gone.wait(30)
        for call in (lambda: anext(states), meshy.balance):
            with pytest.raises(ConfigurationError, match="the client is closed"):
                there(call)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def test_closing_in_the_same_loop(server: LoopbackServer) -> None:
    """The connections are closed at once, not when the loop ends."""

    async def main(meshy: AsyncMeshy) -> list[bool]:
        await meshy.balance()
        opened = meshy.session.transport.connections.opened()  # type: ignore[attr-defined]
        await meshy.aclose()
        return [client.is_closed for client in opened]

    assert asyncio.run(main(client_for(server))) == [True]


def test_closing_ends_the_threads() -> None:
    """The threads that did blocking work end when the client is closed, also while the client is kept."""
    transport = AsyncTransport()

    async def main() -> threading.Thread:
        thread = await transport.in_thread(threading.current_thread)
        assert thread is not threading.main_thread()
        await transport.aclose()
        return thread

    thread = asyncio.run(main())
    thread.join(30)
    assert not thread.is_alive()


def test_closing_after_the_loop(server: LoopbackServer) -> None:
    """A client whose loop stands still, or is closed, can be closed all the same, and more than once."""
    meshy = client_for(server)
    with asyncio.Runner() as runner:
        assert runner.run(meshy.balance()) == 3
        asyncio.run(meshy.aclose())
        with pytest.raises(ConfigurationError, match="the client is closed"):
            runner.run(meshy.balance())
    asyncio.run(meshy.aclose())


def test_a_stream_in_a_second_loop(server: LoopbackServer) -> None:
    """Streams belong to their loop, too: one that was closed in the first does not disturb the second."""
    meshy = client_for(server)

    async def first_state() -> str:
        states = meshy.image_to_3d.task(ID).stream()
        try:
            return (await anext(states)).status
        finally:
            await states.aclose()  # type: ignore[attr-defined]

    assert [asyncio.run(first_state()) for _ in range(2)] == ["IN_PROGRESS"] * 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_loop_in_a_forked_process(server: LoopbackServer) -> None:
    """A forked process uses connections of its own."""
    meshy = client_for(server)
    assert asyncio.run(meshy.balance()) == 3
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os._exit(asyncio.run(meshy.balance()))
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert asyncio.run(meshy.balance()) == 3


CALLS: list[Callable[[AsyncMeshy], Any]] = [
    lambda meshy: meshy.balance(),
    lambda meshy: meshy.image_to_3d.create(image_url=URL),
    lambda meshy: meshy.image_to_3d.create(image_url=b"\x89PNG\r\n\x1a\n" + bytes(100)),
    lambda meshy: meshy.image_to_3d.task(ID).wait(timeout=1),
    lambda meshy: meshy.image_to_3d.task(ID).download("out"),
    lambda meshy: anext(meshy.as_completed([meshy.image_to_3d.task(ID)])),
]


@pytest.mark.parametrize("call", CALLS)
def test_without_an_event_loop_nothing_is_sent(server: LoopbackServer, call: Any, tmp_path: Path) -> None:
    """Driven by hand, or by another library than asyncio, a call is refused before its first request."""
    with Ledger(tmp_path / "ledger") as ledger, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with pytest.raises(ConfigurationError, match=r"needs asyncio.*use the blocking client, in a thread"):
            call(client_for(server, ledger=ledger)).__await__().send(None)
        assert [entry.state for entry in ledger.submissions() if entry.state != REFUSED] == []
    assert server.seen == []


@pytest.mark.parametrize(
    "wait",
    [
        lambda transport: transport.sleep(1),
        lambda transport: transport.gather([], 1),
        lambda transport: transport.in_thread(time.monotonic),
        lambda transport: transport.send(Request(method="GET", url=URL)),
    ],
)
def test_without_an_event_loop_nothing_is_waited_for(wait: Any) -> None:
    """A pause, a thread and a request are each refused without asyncio."""
    with pytest.raises(ConfigurationError, match="needs asyncio"):
        wait(AsyncTransport()).send(None)


def test_in_a_callback_nothing_is_sent(server: LoopbackServer) -> None:
    """A coroutine that a callback of a loop drives by hand has no task that could wait, and is refused."""

    async def main() -> Exception | None:
        outcome = asyncio.get_running_loop().create_future()

        def by_hand() -> None:
            try:
                client_for(server).balance().send(None)
            except Exception as error:
                outcome.set_result(error)

        asyncio.get_running_loop().call_soon(by_hand)
        return await outcome

    assert isinstance(asyncio.run(main()), ConfigurationError)
    assert server.seen == []


@pytest.mark.parametrize("call", CALLS)
def test_under_trio_nothing_is_sent(server: LoopbackServer, call: Any, tmp_path: Path) -> None:
    """Trio gets a clear error before the first request; the client can be closed there."""
    trio = pytest.importorskip("trio", reason="the extra dev has it")

    async def main() -> None:
        async with client_for(server) as meshy:
            await call(meshy)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with pytest.raises(ConfigurationError, match=r"trio.to_thread.run_sync"):
            trio.run(main)
    assert server.seen == []

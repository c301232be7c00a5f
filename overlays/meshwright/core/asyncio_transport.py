"""Send requests, sleep and read the clock for asyncio: the same methods as in ``transport``, awaited.

Connections belong to the event loop that opened them. Each loop that uses a client gets its own connections, so that
a client may be used by two calls of ``asyncio.run``, or in the loops of two threads.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from attrs import define, field

from ..errors import ConfigurationError
from .connections import Connections, Trust, closed, httpx, translated
from .deadlines import Deadline
from .transport import HOW, IN_FLIGHT, arguments_of, check_coding, crowded, head_of, read_whole
from .wire import Body, Reply, Request, WaitingBody

T = TypeVar("T")

THREADS = 32
"""Maximum number of concurrent blocking jobs; threads are started when first needed."""


@define
class _AsyncStream:
    response: httpx.Response
    head: Reply
    deadline: Deadline

    async def chunks(self) -> AsyncGenerator[bytes]:
        check_coding(self.head)
        async for block in self._blocks(self.response.aiter_bytes()):
            yield block

    async def raw_chunks(self) -> AsyncGenerator[bytes]:
        response = self.response  # one of a mock transport may have been read already
        async for block in self._blocks(
            response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw()
        ):
            yield block

    async def _blocks(self, blocks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        with translated(str(self.response.url)):
            if self.deadline.at == math.inf:  # a stream that may last: a timer for each block costs a tenth of it
                async for unhurried in blocks:
                    yield unhurried
                return
            while True:
                async with _kept(self.deadline):
                    block = await anext(blocks, None)
                if block is None:
                    return
                yield block

    async def read(self) -> Reply:
        self.deadline.restart()
        return await read_whole(self.head, self.chunks())


@asynccontextmanager
async def _kept(deadline: Deadline) -> AsyncGenerator[asyncio.Timeout]:
    """Run the block under a deadline; raises ConnectionFailed when the time is up."""
    left = deadline.left()
    timer = asyncio.timeout(left if left < math.inf else None)
    try:
        async with timer:
            yield timer
    except TimeoutError:
        if timer.expired():
            raise deadline.failure() from None
        raise


@define
class _AsyncBody:
    """A request body for an asyncio client; reading a block of a local file blocks the event loop."""

    body: Body | WaitingBody
    deadline: Deadline
    left: Callable[[], None]
    """Called before each block is sent, and after the last."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for block in self._blocks():
            self.deadline.note_block()
            self.left()
            yield block
        self.deadline.restart()
        self.left()

    async def _blocks(self) -> AsyncGenerator[bytes]:
        if isinstance(self.body, WaitingBody):
            async for block in self.body.blocks():
                yield block
        else:
            for block in self.body:
                yield block


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the running event loop; raises ConfigurationError if there is none, as under trio."""
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        if asyncio.current_task(loop) is not None:
            return loop
    raise ConfigurationError(
        "an asynchronous client needs asyncio, and no asyncio task is running here; nothing was sent. Under trio "
        "or without an event loop use the blocking client, in a thread if need be (trio.to_thread.run_sync)"
    )


async def _close_with_loop(connections: Connections[httpx.AsyncClient]) -> AsyncGenerator[None]:
    """Close connections when this generator is closed; an event loop closes its generators when it shuts down."""
    try:
        yield
    finally:
        for client in connections.end():
            await client.aclose()


@define(eq=False)
class _Share:
    """The resources of one event loop."""

    connections: Connections[httpx.AsyncClient]
    life: AsyncGenerator[None]
    gate: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    _closing: asyncio.Task[None] | None = None

    def close_later(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start closing the connections; must be called in their event loop."""
        self._closing = loop.create_task(_ended(self.life))


async def _ended(life: AsyncGenerator[None]) -> None:
    await life.aclose()


@define(eq=False)
class AsyncTransport:
    """The transport for asyncio. Each event loop has its own connections, which are closed with it."""

    own: httpx.AsyncClient | None = None
    """The caller's client, if requests are to go through it."""
    threads: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(THREADS, "meshwright"))
    _trust: Trust = field(init=False, factory=Trust)
    _shares: dict[asyncio.AbstractEventLoop, _Share] = field(
        init=False, factory=dict[asyncio.AbstractEventLoop, _Share]
    )
    _ended: bool = field(init=False, default=False)

    async def _share(self) -> _Share:
        """Return the resources of the running event loop; raises ConfigurationError without one, or if closed."""
        loop = running_loop()
        share = self._shares.get(loop)
        if share is None or share.connections.ended:
            if self._ended:
                raise closed()
            for other in [each for each in self._shares if each.is_closed()]:
                self._shares.pop(other, None)
            connections = Connections(httpx.AsyncClient, self._trust, self.own)
            share = self._shares[loop] = _Share(connections, _close_with_loop(connections))
            await anext(share.life)
        return share

    @property
    def connections(self) -> Connections[httpx.AsyncClient]:
        """The connections of the running event loop; raises KeyError before its first request."""
        return self._shares[running_loop()].connections

    async def send(self, request: Request) -> Reply:
        """Perform one request."""
        share = await self._share()
        client = share.connections.calls(request.url)
        await self._enter(share.gate, request.until)
        try:
            async with self._answered(client, request) as stream:
                return await read_whole(stream.head, stream.chunks())
        finally:
            share.gate.release()

    async def _enter(self, gate: asyncio.Semaphore, until: float | None) -> None:
        try:
            async with asyncio.timeout(None if until is None else until - self.now()):
                await gate.acquire()
        except TimeoutError:
            raise crowded() from None

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncGenerator[_AsyncStream]:
        """Perform one request and yield the answer with its body unread."""
        share = await self._share()
        with share.connections.for_stream(request.url) as client:
            async with self._answered(client, request) as stream:
                stream.deadline.relax()
                yield stream

    @asynccontextmanager
    async def _answered(self, client: httpx.AsyncClient, request: Request) -> AsyncGenerator[_AsyncStream]:
        deadline = Deadline.of(request)
        with translated(request.url, sending=True):
            async with _kept(deadline) as timer:
                content = None
                if request.body is not None:
                    loop = asyncio.get_running_loop()
                    content = _AsyncBody(
                        request.body, deadline, lambda: timer.reschedule(loop.time() + deadline.left())
                    )
                with translated(request.url):
                    outgoing = client.build_request(**arguments_of(request, content))
                response = await client.send(outgoing, **HOW)
        try:
            yield _AsyncStream(response, head_of(response), deadline)
        finally:
            await response.aclose()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        running_loop()
        await asyncio.sleep(seconds)

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the time of day, in seconds since the epoch."""
        return time.time()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread."""
        return await running_loop().run_in_executor(self.threads, work)

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions as tasks, at most ``limit`` at once."""
        running_loop()
        gate = asyncio.Semaphore(limit)

        async def one(job: Callable[[], Coroutine[Any, Any, T]]) -> T:
            async with gate:
                return await job()

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(job)) for job in jobs]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None  # callers expect the error itself
        return [task.result() for task in tasks]

    async def aclose(self) -> None:
        """Close the connections; those of another event loop are closed there."""
        self._ended = True
        here = None
        with suppress(RuntimeError):
            here = asyncio.get_running_loop()
        for loop, share in list(self._shares.items()):
            del self._shares[loop]
            if loop is here:
                await share.life.aclose()
            else:
                with suppress(RuntimeError):  # that loop has been closed
                    loop.call_soon_threadsafe(share.close_later, loop)
        self.threads.shutdown(wait=False)

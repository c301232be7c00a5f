"""Send requests, sleep, tell the time: the only way out, and with ``connections`` all that knows an HTTP library.

Two transports with the same methods. The blocking one's coroutines never suspend (see ``blocking``). Neither follows
redirects, so a key never travels to another host; both honour the proxy settings of the environment.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from weakref import WeakSet

from attrs import define, field

from . import stopping
from .blocking import run
from .connections import Connections, httpx, translated
from .errors import ConnectionFailed
from .stopping import Stop
from .wire import Body, Reply, Request

T = TypeVar("T")

IN_FLIGHT = 8
"""Requests under way at once. Measured: without a gate 10,000 pollers made httpx answer 103 requests in 120 s, with
it about 1,000 a second."""
THREADS = 32
"""Blocking jobs at once for an asyncio client; threads are made when first needed."""
LARGEST_ANSWER = 64 * 2**20
"""Bytes of an answer that is read into memory; far more than any page of tasks."""


def _head(response: httpx.Response) -> Reply:
    return Reply(status=response.status_code, headers=dict(response.headers.items()))


def _check_coding(head: Reply) -> None:
    """Refuse a body compressed more than once, as nobody does in earnest: a few bytes of it may fill the memory."""
    codings = head.headers.get("content-encoding", "")
    if "," in codings:
        raise ConnectionFailed(f"the answer is compressed more than once: {codings[:100]}", sent=True)


def _arguments(request: Request, content: Any) -> dict[str, Any]:
    headers = dict(request.headers)
    if request.body is not None:
        headers |= {"content-type": "application/json", "content-length": str(request.body.length)}
    return {
        "method": request.method,
        "url": request.url,
        "params": request.params or None,
        "headers": headers,
        "content": content,
        "timeout": request.timeout,
    }


async def _whole(head: Reply, chunks: AsyncIterator[bytes]) -> Reply:
    """Read an answer to its end, in bounded memory."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise ConnectionFailed(f"the answer is larger than {LARGEST_ANSWER} bytes", sent=True)
    return Reply(status=head.status, headers=head.headers, content=bytes(content))


def _run_job(job: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return run(job())


@define
class _BlockingStream:
    response: httpx.Response

    @property
    def connection(self) -> socket.socket | None:
        """The socket from which the answer comes, where there is one."""
        stream = self.response.extensions.get("network_stream")
        return None if stream is None else stream.get_extra_info("socket")

    @property
    def head(self) -> Reply:
        return _head(self.response)

    async def chunks(self) -> AsyncGenerator[bytes]:
        _check_coding(self.head)
        with translated():
            for chunk in self.response.iter_bytes():
                yield chunk

    async def raw_chunks(self) -> AsyncGenerator[bytes]:
        with translated():
            for chunk in self.response.iter_raw():
                yield chunk

    async def read(self) -> Reply:
        return await _whole(self.head, self.chunks())


@define(eq=False)
class BlockingTransport:
    """For ordinary code; may be used from several threads, and after a fork."""

    gate: threading.Semaphore = field(init=False)
    connections: Connections[httpx.Client] = field(init=False)
    _inherited: list[Connections[httpx.Client]] = field(init=False, factory=list[Connections[httpx.Client]])

    def __attrs_post_init__(self) -> None:
        self._begin()
        _blocking.add(self)

    def _begin(self) -> None:
        self.gate = threading.Semaphore(IN_FLIGHT)
        self.connections = Connections(httpx.Client)

    def forked(self) -> None:
        """Begin anew in a forked process: two that share a connection get each other's answers."""
        self._inherited.append(self.connections)  # kept, so that nothing closes them: they are the parent's
        self._begin()

    async def send(self, request: Request) -> Reply:
        """Perform one request."""
        with self.gate:
            async with self._answered(self.connections.calls, request) as stream:
                return await stream.read()

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncGenerator[_BlockingStream]:
        """Perform one request and leave its body to be read."""
        with self.connections.for_stream() as client:
            async with self._answered(client, request) as stream:
                with stopping.reading(stream.connection):
                    yield stream

    @asynccontextmanager
    async def _answered(self, client: httpx.Client, request: Request) -> AsyncGenerator[_BlockingStream]:
        stopping.check()
        with translated():
            outgoing = client.build_request(**_arguments(request, request.body))
        with translated(sending=True):
            response = client.send(outgoing, stream=True)
        try:
            yield _BlockingStream(response)
        finally:
            response.close()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        stopping.sleep(seconds)

    def now(self) -> float:
        """Tell the monotonic time."""
        return time.monotonic()

    def wall(self) -> float:
        """Tell the time of day."""
        return time.time()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do blocking work; a caller of this transport is in a thread of its own already."""
        return work()

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions in threads, at most ``limit`` at once; the first error, or Ctrl-C, stops them."""
        stop = Stop()
        with ThreadPoolExecutor(limit, thread_name_prefix="meshwright", initializer=stop.take_up) as pool:
            try:
                started = [pool.submit(_run_job, job) for job in jobs]
                for done in as_completed(started):
                    done.result()
            except BaseException:
                stop()  # before they are waited for
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [done.result() for done in started]

    async def aclose(self) -> None:
        """Close the connections."""
        for client in self.connections.end():
            client.close()


_blocking: WeakSet[BlockingTransport] = WeakSet()


def _after_fork() -> None:
    for transport in list(_blocking):
        transport.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@define
class _AsyncStream:
    response: httpx.Response

    @property
    def head(self) -> Reply:
        return _head(self.response)

    async def chunks(self) -> AsyncGenerator[bytes]:
        _check_coding(self.head)
        with translated():
            async for chunk in self.response.aiter_bytes():
                yield chunk

    async def raw_chunks(self) -> AsyncGenerator[bytes]:
        with translated():
            async for chunk in self.response.aiter_raw():
                yield chunk

    async def read(self) -> Reply:
        return await _whole(self.head, self.chunks())


@define
class _AsyncBody:
    """A body's blocks for an asynchronous client; reading a local file may block for one block."""

    body: Body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self.body:
            yield block


@define
class AsyncTransport:
    """For asyncio; belongs to one event loop."""

    gate: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(IN_FLIGHT))
    threads: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(THREADS, "meshwright"))
    connections: Connections[httpx.AsyncClient] = field(factory=lambda: Connections(httpx.AsyncClient))

    async def send(self, request: Request) -> Reply:
        """Perform one request."""
        async with self.gate, self._answered(self.connections.calls, request) as stream:
            return await stream.read()

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncGenerator[_AsyncStream]:
        """Perform one request and leave its body to be read."""
        with self.connections.for_stream() as client:
            async with self._answered(client, request) as stream:
                yield stream

    @asynccontextmanager
    async def _answered(self, client: httpx.AsyncClient, request: Request) -> AsyncGenerator[_AsyncStream]:
        content = None if request.body is None else _AsyncBody(request.body)
        with translated():
            outgoing = client.build_request(**_arguments(request, content))
        with translated(sending=True):
            response = await client.send(outgoing, stream=True)
        try:
            yield _AsyncStream(response)
        finally:
            await response.aclose()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def now(self) -> float:
        """Tell the monotonic time."""
        return time.monotonic()

    def wall(self) -> float:
        """Tell the time of day."""
        return time.time()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do blocking work in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions as tasks, at most ``limit`` at once."""
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
        """Close the connections."""
        for client in self.connections.end():
            await client.aclose()
        self.threads.shutdown(wait=False)

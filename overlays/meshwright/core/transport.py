"""Send requests, sleep and read the clock for blocking code: the coroutines never suspend (see ``blocking``).

``asyncio_transport`` has the same methods. Neither follows redirects, so a key is never sent to another host, and no
exchange exceeds its deadline. Only they and ``connections`` use an HTTP library and send anything.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakSet

from attrs import define, field

from ..errors import ConnectionFailed
from . import stopping
from .blocking import run
from .connections import Connections, httpx, translated
from .deadlines import Deadline
from .stopping import Stop
from .wire import Reply, Request

T = TypeVar("T")

IN_FLIGHT = 8
"""Maximum number of concurrent requests. Measured with 10,000 pollers: without a limit httpx completed 103 requests in
120 s, with it about 1,000 a second."""
HOW: dict[str, Any] = {"stream": True, "auth": None, "follow_redirects": False}
"""How a request is sent, also by a caller's client: with our key, and never to another host."""
LARGEST_ANSWER = 64 * 2**20
"""Size limit, in bytes, of an answer that is read into memory; far more than any page of tasks."""


def head_of(response: httpx.Response) -> Reply:
    """Return status and headers of an answer."""
    return Reply(status=response.status_code, headers=dict(response.headers.items()))


@lru_cache
def url_of(text: str) -> httpx.URL:
    """Return a parsed URL. Parsing is a twelfth of the cost of a call, and a wait reads the same URL many times."""
    return httpx.URL(text)


def check_coding(head: Reply) -> None:
    """Reject stacked Content-Encodings (a decompression bomb)."""
    codings = head.headers.get("content-encoding", "")
    if "," in codings:
        raise ConnectionFailed(f"the answer is compressed more than once: {codings[:100]}", sent=True)


def arguments_of(request: Request, content: Any) -> dict[str, Any]:
    """Return the arguments from which the HTTP library builds the request."""
    headers = dict(request.headers)
    if request.body is not None:
        headers |= {"content-type": "application/json", "content-length": str(request.body.length)}
    return {
        "method": request.method,
        "url": url_of(request.url),
        "params": request.params or None,
        "headers": headers,
        "content": content,
        "timeout": request.timeout,
    }


async def read_whole(head: Reply, chunks: AsyncIterator[bytes]) -> Reply:
    """Read an answer to its end; raises ConnectionFailed if it exceeds the size limit."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise ConnectionFailed(f"the answer is larger than {LARGEST_ANSWER} bytes", sent=True)
    return Reply(status=head.status, headers=head.headers, content=bytes(content))


def _run_job(job: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return run(job())


def crowded() -> ConnectionFailed:
    """Return the error for a request that could not begin before its deadline."""
    return ConnectionFailed(f"{IN_FLIGHT} other requests were under way until the deadline", sent=False)


@define
class _BlockingStream:
    response: httpx.Response
    head: Reply
    deadline: Deadline

    @property
    def connection(self) -> socket.socket | None:
        """The socket of the answer, if there is one."""
        stream = self.response.extensions.get("network_stream")
        return None if stream is None else stream.get_extra_info("socket")

    async def chunks(self) -> AsyncGenerator[bytes]:
        check_coding(self.head)
        with translated(str(self.response.url)):
            for chunk in self.response.iter_bytes():
                yield chunk

    async def raw_chunks(self) -> AsyncGenerator[bytes]:
        with translated(str(self.response.url)):
            response = self.response  # one of a mock transport may have been read already
            for chunk in response.iter_bytes() if response.is_stream_consumed else response.iter_raw():
                yield chunk

    async def read(self) -> Reply:
        self.deadline.restart()
        return await read_whole(self.head, self.chunks())


@define(eq=False)
class BlockingTransport:
    """The transport for blocking code; may be used from several threads, and after a fork."""

    own: httpx.Client | None = None
    """The caller's client, if requests are to go through it."""
    gate: threading.Semaphore = field(init=False)
    connections: Connections[httpx.Client] = field(init=False)
    _inherited: list[Connections[httpx.Client]] = field(init=False, factory=list[Connections[httpx.Client]])

    def __attrs_post_init__(self) -> None:
        self._begin()
        _blocking.add(self)

    def _begin(self) -> None:
        self.gate = threading.Semaphore(IN_FLIGHT)
        self.connections = Connections(httpx.Client, own=self.own)

    def forked(self) -> None:
        """Start with new connections in a forked process: two that share one get each other's answers."""
        self._inherited.append(self.connections)  # keep them referenced and open: they belong to the parent
        self._begin()

    async def send(self, request: Request) -> Reply:
        """Perform one request."""
        client, gate = self.connections.calls(request.url), self.gate
        if not gate.acquire(timeout=None if request.until is None else max(0.0, request.until - self.now())):
            raise crowded()
        try:
            async with self._answered(client, request) as stream:
                return await read_whole(stream.head, stream.chunks())
        finally:
            gate.release()

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncGenerator[_BlockingStream]:
        """Perform one request and yield the answer with its body unread."""
        with self.connections.for_stream(request.url) as client:
            async with self._answered(client, request) as stream:
                stream.deadline.relax()
                with stopping.reading(stream.connection):
                    yield stream

    @asynccontextmanager
    async def _answered(self, client: httpx.Client, request: Request) -> AsyncGenerator[_BlockingStream]:
        stopping.check()
        deadline = Deadline.of(request)
        content = None if request.body is None else deadline.leaving(request.body)
        with translated(request.url):
            outgoing = client.build_request(**arguments_of(request, content))
        with translated(request.url, sending=True), deadline.current():
            response = client.send(outgoing, **HOW)
        try:
            yield _BlockingStream(response, head_of(response), deadline)
        finally:
            response.close()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        stopping.sleep(seconds)

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the time of day, in seconds since the epoch."""
        return time.time()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking work here: a caller of this transport is blocking already."""
        return work()

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions in threads, at most ``limit`` at once; the first error, or Ctrl-C, stops them."""
        from concurrent.futures import ThreadPoolExecutor, as_completed  # not needed to start

        stop = Stop()
        with ThreadPoolExecutor(limit, thread_name_prefix="meshwright", initializer=stop.take_up) as pool:
            try:
                started = [pool.submit(_run_job, job) for job in jobs]
                for done in as_completed(started):
                    done.result()
            except BaseException:
                stop()  # before the pool waits for its threads
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

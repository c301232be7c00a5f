"""Limit the duration of a whole exchange, even if the peer sends very slowly.

A timeout of the HTTP library limits one read, so a peer that sends a byte before each timeout can block a caller for
ever. Here every step on a connection is limited to the remaining time of the exchange. The pools of a blocking client
use ``Backend`` for the network, which shortens the timeout of each step. No timer or thread is needed, except to
resolve a name, which cannot be interrupted. For asyncio see ``asyncio_transport``.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ipaddress import ip_address
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define

from ..errors import ConnectionFailed
from .wire import WHOLE, Request

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


@define(eq=False)
class Deadline:
    """The deadline of an exchange. Each sent block of the body restarts it, so that an upload may take long."""

    whole: float
    """Seconds allowed for the answer."""
    until: float
    """Latest end of the exchange, which a restart cannot move."""
    at: float
    """Current end of the exchange."""
    sent: bool
    """Whether the service may have received a request that it can act on."""

    @classmethod
    def of(cls, request: Request) -> Deadline:
        """Return the deadline of a request that begins now."""
        until = math.inf if request.until is None else request.until
        deadline = cls(WHOLE * request.timeout, until, until, request.body is None)
        deadline.restart()
        return deadline

    def restart(self) -> None:
        """Restart the time for the answer."""
        self.at = min(self.until, time.monotonic() + self.whole)

    def relax(self) -> None:
        """Allow the answer all the time until ``until``."""
        self.at = self.until

    def left(self) -> float:
        """Return the remaining seconds; raises ConnectionFailed if the time is up."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise self.failure()
        return left

    def shortened(self, timeout: float | None) -> float | None:
        """Return the timeout of the next step, limited to the remaining time."""
        left = self.left()
        return min(left, math.inf if timeout is None else timeout) if left < math.inf else timeout

    def failure(self) -> ConnectionFailed:
        """Return the error for an exchange whose time is up."""
        given = "before the deadline" if self.at == self.until else f"within {self.whole:g} s"
        return ConnectionFailed(f"the answer was not complete {given}", sent=self.sent)

    def leaving(self, body: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the blocks of a body, and restart the deadline with each."""
        for block in body:
            self.note_block()
            yield block
        self.restart()

    def note_block(self) -> None:
        """Note that a block of the body is sent now."""
        self.sent = True
        self.restart()

    @contextmanager
    def current(self) -> Generator[None]:
        """Apply this deadline to the requests of the current thread in the block."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Stream:
    """A pool's connection whose reads and writes observe the deadline of the last request written to it."""

    def __init__(self, inner: Any, deadline: Deadline | None) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes."""
        content: bytes = self._inner.read(max_bytes, self._shortened(timeout))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._deadline = _current.get()
        self._inner.write(buffer, self._shortened(timeout))

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
        """Return the connection over TLS."""
        try:
            secured = self._inner.start_tls(ssl_context, server_hostname, self._shortened(timeout))
        except BaseException:
            self.close()
            raise
        return Stream(secured, self._deadline)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        """Return the HTTP library's information about the connection."""
        return self._inner.get_extra_info(info)

    def _shortened(self, timeout: float | None) -> float | None:
        return timeout if self._deadline is None else self._deadline.shortened(timeout)


class Backend:
    """The network backend of a blocking client's pools."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Stream:
        """Connect; the time to resolve the name counts."""
        deadline = _current.get()
        seconds = timeout if deadline is None else deadline.shortened(timeout)

        def connect() -> Any:
            return self._inner.connect_tcp(host, port, timeout=seconds, **options)

        return Stream(connect() if _is_address(host) else _in_thread(connect, host, seconds), deadline)


class AsyncBackend:
    """The network backend of an asyncio client's pools."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def connect_tcp(self, host: str, port: int, **options: Any) -> Any:
        """Resolve the name, then connect.

        The event loop's own resolver is avoided, because the loop waits for its threads when it shuts down.
        """
        if not _is_address(host):
            await _resolve(host, port)
        return AsyncStream(await self._inner.connect_tcp(host, port, **options))


class AsyncStream:
    """A connection that is closed when its handshake is cancelled; the HTTP library does not close it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def start_tls(self, *args: Any, **options: Any) -> AsyncStream:
        """Return the connection over TLS."""
        try:
            return AsyncStream(await self._inner.start_tls(*args, **options))
        except BaseException:
            await self._inner.aclose()
            raise


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _in_thread(connect: Callable[[], T], host: str, seconds: float | None) -> T:
    """Connect in a thread that is abandoned when the time is up, or at Ctrl-C."""
    from concurrent.futures import Future  # not needed to start

    outcome = Future[T]()
    _start(lambda: _settle(outcome, connect))
    try:
        return outcome.result(seconds)
    except BaseException as error:
        outcome.add_done_callback(_close)
        if isinstance(error, TimeoutError):
            raise ConnectionFailed(f"no connection to {host} within {seconds:.3g} s", sent=False) from None
        raise


def _settle(outcome: Future[T], work: Callable[[], T]) -> None:
    try:
        outcome.set_result(work())
    except BaseException as error:
        outcome.set_exception(error)


def _close(outcome: Future[Any]) -> None:
    """Close a connection that was opened too late."""
    if outcome.exception() is None:
        outcome.result().close()


async def _resolve(host: str, port: int) -> None:
    """Wait until a name is resolved; raises ConnectionFailed if it cannot be."""
    from asyncio import get_running_loop  # a blocking client needs no asyncio

    loop = get_running_loop()
    outcome = loop.create_future()

    def report(error: Exception | None) -> None:
        if not outcome.done():
            outcome.set_result(error)

    def resolve() -> None:
        error: Exception | None = None
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            error = problem
        with suppress(RuntimeError):  # the loop may have been closed
            loop.call_soon_threadsafe(report, error)

    _start(resolve)
    if (error := await outcome) is not None:
        raise ConnectionFailed(str(error), sent=False) from error


def _start(work: Callable[[], None]) -> None:
    Thread(target=work, name="meshwright-connect", daemon=True).start()

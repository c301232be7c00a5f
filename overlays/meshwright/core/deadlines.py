"""Bound a whole exchange in time, however slowly the peer sends.

A timeout of the HTTP library bounds one read, so a peer that sends a byte before each timeout holds a caller for ever.
Here every step on a connection takes what is left of the exchange. For a blocking client the pools reach the network
through ``Backend``, which shortens the timeout of each step; no timer and no thread is needed, except to resolve a
name, which cannot be interrupted. For asyncio see ``transport``.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from ipaddress import ip_address
from threading import Thread
from typing import Any, TypeVar

from attrs import define

from ..errors import ConnectionFailed
from .wire import WHOLE, Request

T = TypeVar("T")


@define(eq=False)
class Deadline:
    """When an exchange has ended. The time begins anew with each block of the body, so an upload may take long."""

    whole: float
    """Seconds for the answer."""
    until: float
    """Time at which the exchange ends in any case."""
    at: float
    """Time at which it ends as matters stand."""
    sent: bool
    """Whether the service may have seen a request that it can act on."""

    @classmethod
    def of(cls, request: Request) -> Deadline:
        """Return the deadline of a request that begins now."""
        until = math.inf if request.until is None else request.until
        deadline = cls(WHOLE * request.timeout, until, until, request.body is None)
        deadline.restart()
        return deadline

    def restart(self) -> None:
        """Count the time for the answer from now."""
        self.at = min(self.until, time.monotonic() + self.whole)

    def relax(self) -> None:
        """Leave the answer as much time as the caller has."""
        self.at = self.until

    def left(self) -> float:
        """Return the seconds that are left; raises ConnectionFailed when none are."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise self.failure()
        return left

    def shortened(self, timeout: float | None) -> float | None:
        """Return the timeout of the next step."""
        left = self.left()
        return min(left, math.inf if timeout is None else timeout) if left < math.inf else timeout

    def failure(self) -> ConnectionFailed:
        """Return the error that an exchange ends with when its time is up."""
        given = "before the deadline" if self.at == self.until else f"within {self.whole:g} s"
        return ConnectionFailed(f"the answer was not complete {given}", sent=self.sent)

    def leaving(self, body: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the blocks of a body, and begin anew with each."""
        for block in body:
            self.sent = True
            self.restart()
            yield block
        self.restart()

    @contextmanager
    def current(self) -> Generator[None]:
        """Let what the current thread sends keep this deadline."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Stream:
    """A connection of a pool whose reads and writes keep the deadline of the request that was written last."""

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
        """Return what the HTTP library knows of the connection."""
        return self._inner.get_extra_info(info)

    def _shortened(self, timeout: float | None) -> float | None:
        return timeout if self._deadline is None else self._deadline.shortened(timeout)


class Backend:
    """How the pools of a blocking client reach the network."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Stream:
        """Connect; resolving the name counts."""
        deadline = _current.get()
        seconds = timeout if deadline is None else deadline.shortened(timeout)

        def connect() -> Any:
            return self._inner.connect_tcp(host, port, timeout=seconds, **options)

        return Stream(connect() if _is_address(host) else _in_thread(connect, host, seconds), deadline)


class AsyncBackend:
    """How the pools of an asyncio client reach the network."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def connect_tcp(self, host: str, port: int, **options: Any) -> Any:
        """Connect, once the name resolves.

        It is resolved here first: a loop waits at its end for the threads in which it resolves names itself.
        """
        if not _is_address(host):
            await _resolve(host, port)
        return AsyncStream(await self._inner.connect_tcp(host, port, **options))


class AsyncStream:
    """A connection that is closed when its handshake is cancelled, which the HTTP library forgets."""

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
    """Connect in a thread that is left to itself when the time is up, or at Ctrl-C."""
    outcome = Future[T]()
    _start(lambda: _settle(outcome, connect))
    try:
        return outcome.result(seconds)
    except BaseException as error:
        if outcome.done():
            raise
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
    """Close a connection that came too late."""
    if outcome.exception() is None:
        outcome.result().close()


async def _resolve(host: str, port: int) -> None:
    """Wait until a name resolves; raises ConnectionFailed when it does not."""
    from asyncio import get_running_loop  # a blocking client needs no asyncio

    loop = get_running_loop()
    outcome = loop.create_future()

    def tell(error: Exception | None) -> None:
        if not outcome.done():
            outcome.set_result(error)

    def resolve() -> None:
        error: Exception | None = None
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            error = problem
        with suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(tell, error)

    _start(resolve)
    if (error := await outcome) is not None:
        raise ConnectionFailed(str(error), sent=False) from error


def _start(work: Callable[[], None]) -> None:
    Thread(target=work, name="meshwright-connect", daemon=True).start()

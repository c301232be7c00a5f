"""Stop jobs in the threads of a blocking client, as cancellation stops asyncio tasks.

A job is stopped while it sleeps, while it reads a long answer, and before it sends; never between a request and its
answer, which may hold the id of a paid task.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from attrs import define, field

_current: ContextVar[Stop | None] = ContextVar("stop", default=None)


@define
class Stop:
    """Stops the threads that called ``take_up``; their jobs end with CancelledError."""

    _told: threading.Event = field(factory=threading.Event)
    _reading: set[socket.socket] = field(factory=set[socket.socket])

    def take_up(self) -> None:
        """Make this stop the current thread when called."""
        _current.set(self)

    def __call__(self) -> None:
        """Stop the threads."""
        self._told.set()
        for connection in list(self._reading):
            with suppress(OSError):  # of the plain socket, since another thread is using the TLS one
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def check(self, seconds: float = 0.0) -> None:
        """Wait; raises CancelledError as soon as the thread has to stop."""
        if self._told.wait(seconds):
            from asyncio import CancelledError  # not needed before

            raise CancelledError

    @contextmanager
    def reading(self, connection: socket.socket) -> Generator[None]:
        """Make a stop end a read from this connection at once."""
        self._reading.add(connection)
        try:
            self.check()  # only now: a concurrent stop either finds the connection in the set, or is noticed here
            yield
        finally:
            self._reading.discard(connection)


def check() -> None:
    """Raise CancelledError if the current thread has to stop."""
    if stop := _current.get():
        stop.check()


def sleep(seconds: float) -> None:
    """Wait; raises CancelledError as soon as the current thread has to stop."""
    if stop := _current.get():
        stop.check(seconds)
    else:
        time.sleep(seconds)


@contextmanager
def reading(connection: socket.socket | None) -> Generator[None]:
    """Make a stop of the current thread end reads from a connection at once."""
    stop = _current.get()
    if stop is None or connection is None:
        yield
    else:
        with stop.reading(connection):
            yield

"""uvicorn's HTTP server within bounds: heads and bodies that are too long or do not arrive end their connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from .damage import ABORT

MAX_HEAD = 2**17
"""Bytes before a request's headers must be complete; of uvicorn's two parsers only one has such a limit."""
SLOWEST = 2**14
"""Bytes of a body that give it another second."""
TICKS = 5
"""Of uvicorn's ticks, which come every 0.1 s, between two looks at the connections."""


class Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own, with bounded requests and a way for faults to reset the connection."""

    cycle: Any
    """uvicorn's state of the request that came last, or None."""
    transport: Any
    head = 0
    """Bytes that came since the last request was understood."""
    body = 0
    """Bytes of an unfinished body."""
    begun = 0.0
    """When the unfinished head or body began; seconds of the loop's clock."""

    def data_received(self, data: bytes) -> None:
        """Take bytes, and hang up on headers without end."""
        before, in_body = self.cycle, self._in_body()
        super().data_received(data)
        if self.cycle is not before:
            self.head = self.body = 0
            self.begun = self._now()
        elif in_body or self._in_body():
            self.head, self.body = 0, self.body + len(data)
        else:
            if self.head == 0 and self.cycle is not None:
                self.begun = self._now()
            self.head += len(data)
        if self.head > MAX_HEAD:
            self.transport.abort()

    def end_if_overdue(self, seconds: float) -> None:
        """Reset the connection if its request has taken too long to arrive."""
        now, allowed = self._now(), seconds
        if self._in_body():
            if self.__dict__["flow"].read_paused:  # the emulator keeps the client waiting
                self.begun, self.body = now, 0
            allowed += self.body / SLOWEST
        elif self.cycle is not None and not self.head:
            return
        if now - self.begun > allowed:
            self.transport.abort()

    def _in_body(self) -> bool:
        return self.cycle is not None and self.cycle.more_body

    def _now(self) -> float:
        loop: asyncio.AbstractEventLoop = self.__dict__["loop"]
        return loop.time()

    def on_headers_complete(self) -> None:
        """Let the host in ``GET http://host/path`` take the place of the Host header (RFC 9112, 3.2.2)."""
        target: bytes = self.__dict__["url"]
        headers: list[tuple[bytes, bytes]] = self.__dict__["headers"]
        if not target.startswith((b"/", b"*")):
            authority = target.partition(b"://")[2].partition(b"/")[0]
            headers[:] = [*(pair for pair in headers if pair[0] != b"host"), (b"host", authority)]
        cast("Any", super()).on_headers_complete()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the application see the connection's ``abort``."""
        super().connection_made(transport)
        self.begun = self._now()
        own = self.__dict__
        app = own["app"]
        abort = cast("asyncio.Transport", transport).abort

        async def with_abort(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await app({**scope, ABORT: abort}, receive, send)

        own["app"] = with_abort


class Server(uvicorn.Server):
    """uvicorn's own, which ends event streams in good order before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, request_seconds: float, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self.request_seconds, self.end_streams = request_seconds, end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Remember the loop, for those who call from other threads."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        """End connections whose requests do not arrive."""
        if counter % TICKS == 0:
            for connection in list(self.server_state.connections):
                cast("Protocol", connection).end_if_overdue(self.request_seconds)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the streams end, then everything else."""
        self.end_streams()
        await super().shutdown(sockets)

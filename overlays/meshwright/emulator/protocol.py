"""uvicorn's HTTP server with limits: a head or a body that is too long or too slow ends its connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from .damage import ABORT

MAX_HEAD = 2**17
"""The most bytes of a request's headers; only one of uvicorn's two parsers has such a limit."""
SLOWEST = 2**14
"""Bytes of a body for which another second is allowed."""
TICKS = 5
"""The number of uvicorn's ticks, one every 0.1 s, between two checks of the connections."""


class Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol with bounded requests, and a function for faults that resets the connection."""

    cycle: Any
    """uvicorn's state of the latest request, or None."""
    transport: Any
    head = 0
    """Bytes received since the last complete request head."""
    body = 0
    """Bytes received of an unfinished body."""
    begun = 0.0
    """When the unfinished head or body began; seconds of the loop's clock."""

    def data_received(self, data: bytes) -> None:
        """Receive bytes; close the connection if the headers are too long."""
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
            if self.__dict__["flow"].read_paused:  # the client waits for the emulator
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
        """Replace the Host header by the host in ``GET http://host/path`` (RFC 9112, 3.2.2)."""
        target: bytes = self.__dict__["url"]
        headers: list[tuple[bytes, bytes]] = self.__dict__["headers"]
        if not target.startswith((b"/", b"*")):
            authority = target.partition(b"://")[2].partition(b"/")[0]
            headers[:] = [*(pair for pair in headers if pair[0] != b"host"), (b"host", authority)]
        cast("Any", super()).on_headers_complete()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the application the connection's ``abort``."""
        super().connection_made(transport)
        self.begun = self._now()
        own = self.__dict__
        app = own["app"]
        abort = cast("asyncio.Transport", transport).abort

        async def with_abort(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await app({**scope, ABORT: abort}, receive, send)

        own["app"] = with_abort


class Server(uvicorn.Server):
    """uvicorn's server, which ends event streams properly before it waits for running requests."""

    def __init__(self, config: uvicorn.Config, request_seconds: float, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self.request_seconds, self.end_streams = request_seconds, end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Remember the event loop for calls from other threads."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Close connections whose requests do not arrive."""
        if counter % TICKS == 0:
            for connection in list(self.server_state.connections):
                cast("Protocol", connection).end_if_overdue(self.request_seconds)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the event streams first, then everything else."""
        self.end_streams()
        await super().shutdown(sockets)

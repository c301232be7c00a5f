"""The emulator as a running server, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any, Self, cast

import uvicorn
from attrs import define, field
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from .app import create_app
from .damage import ABORT
from .faults import Faults
from .meshy.service import MeshyService
from .meshy.webhooks import checked_targets
from .settings import Settings

KEY = "msy_emulator_0000"
"""A key for clients that must send one; it opens nothing but an emulator."""


class Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own, with a way for faults to reset the connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the application see the connection's ``abort``."""
        super().connection_made(transport)
        own = self.__dict__
        app = own["app"]
        abort = cast("asyncio.Transport", transport).abort

        async def with_abort(scope: dict[str, Any], receive: Any, send: Any) -> None:
            await app({**scope, ABORT: abort}, receive, send)

        own["app"] = with_abort


@define(eq=False)
class Emulator:
    """A local server that does what Meshy does: offline, without a key of yours and without costs.

    ``with Emulator() as emulator: Meshy(emulator.api_key, base_url=emulator.url)``. Listens on loopback; port 0
    takes a free one.
    """

    settings: Settings = field(factory=Settings)
    host: str = "127.0.0.1"
    port: int = 0
    meshy: MeshyService = field(init=False)
    _server: uvicorn.Server | None = field(init=False, default=None)
    _thread: threading.Thread | None = field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        checked_targets(self.settings)
        self.meshy = MeshyService(self.settings)

    @property
    def api_key(self) -> str:
        """A key that opens this emulator."""
        return self.settings.api_key or KEY

    @property
    def url(self) -> str:
        """The address to use as base URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def faults(self) -> Faults:
        """Arms what is to go wrong: ``faults.arm("fail_task:timeout")``."""
        return self.meshy.faults

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let the emulator's time pass."""
        self.settings.clock.advance(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def start(self) -> Self:
        """Listen; returns once it answers. Raises OSError when the address is taken."""
        listener = self.listen()
        self._server = uvicorn.Server(self.config())
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="meshwright-emulator", daemon=True
        )
        self._thread.start()
        return self

    def run(self, listener: socket.socket | None = None) -> None:
        """Serve in this thread until interrupted."""
        uvicorn.Server(self.config()).run([listener or self.listen()])

    def listen(self) -> socket.socket:
        """Open the socket; connections wait in it until the server runs."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.host, self.port))
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
        self.port = listener.getsockname()[1]
        return listener

    def config(self) -> uvicorn.Config:
        """Return the settings of the HTTP server."""
        return uvicorn.Config(
            create_app(self.meshy, self.url),
            http=Protocol,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )

    def stop(self) -> None:
        """Stop listening, end the jobs, remove the files."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=10)
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

"""The emulator as a running server, in its own thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine
from contextlib import suppress
from random import Random
from typing import Any, Self, TypeVar

import uvicorn
from attrs import define, evolve, field

from ..spec.calendar import SEED
from .addresses import is_this_machine
from .admin import begin_again, state_of
from .app import create_app
from .faults import Faults
from .protocol import Protocol, Server
from .services import Service, find_services
from .settings import Settings
from .visitors import name_in

T = TypeVar("T")
KEY = "msy_emulator_0000"
"""A key for clients that must send one; only an emulator accepts it."""


@define(eq=False)
class Emulator:
    """A local server that reproduces Meshy's API: offline, without your key and without costs.

    ``with Emulator() as emulator: Meshy(emulator.api_key, base_url=emulator.url)``. Listens on loopback; port 0 chooses
    a free port. May be started again after a stop, with the same address and, with ``data``, the same tasks.
    """

    settings: Settings = field(factory=Settings)
    host: str = "127.0.0.1"
    port: int = 0
    faults: Faults = field(init=False)
    """Arms faults: ``faults.arm("fail_task:timeout")``."""
    services: dict[str, Service] = field(init=False)
    """The emulated services by name."""
    _server: Server | None = field(init=False, default=None)
    _thread: threading.Thread | None = field(init=False, default=None)
    _stopped: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        if self.settings.private_urls is None:
            self.settings = evolve(self.settings, private_urls=is_this_machine(self.host))
        self.faults = Faults(Random(self.settings.seed), self.settings.chaos)
        for fault in self.settings.faults:
            self.faults.arm(fault)
        self.services = find_services(self.settings, self.faults)

    def __getattr__(self, name: str) -> Any:
        """Return what an emulated service holds, by the service's name; for tests."""
        if name == "services" or name not in self.services:
            raise AttributeError(name)
        return self.services[name].service

    @property
    def api_key(self) -> str:
        """A key that this emulator accepts."""
        return KEY if self.settings.api_key is None else self.settings.api_key

    @property
    def url(self) -> str:
        """The address to use as base URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def as_of(self) -> str:
        """The day of the contract, or ``seed``: the value of MESHY_AS_OF for clients that estimate prices."""
        return self.settings.as_of or SEED

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Advance the emulator's clock."""
        self.settings.clock.advance(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def reset(self) -> None:
        """Delete all tasks, photos, models and faults, and restore the accounts."""
        if self._server is not None:
            self._in_its_thread(begin_again(self.faults, self.services))

    def state(self) -> dict[str, Any]:
        """Return the state: ``tasks`` and ``flighthub["models"]``, newest first and at most 200 of each, ``balance`` in
        credits, ``now`` in milliseconds, the name of the ``contract``, and the armed ``faults``, as
        ``GET /_emulator/state`` does.

        A task has the members of the service's answers, and ``request``: the parameters that differ from the defaults,
        without the pictures. Raises RuntimeError when the emulator is not running.
        """
        if self._server is None:
            raise RuntimeError("the emulator is not running; call start(), or use it in a with statement")
        return self._in_its_thread(state_of(self.settings, self.faults, self.services, self.url))

    def start(self) -> Self:
        """Start listening, and return once the server answers. Raises OSError if the address is in use, and ValueError
        for a spec with an operation that has no handler.
        """
        if self._stopped:
            self.__attrs_post_init__()
            self._stopped = False
        listener, server = self._prepared(self.listen())
        self._server = server
        self._thread = threading.Thread(target=_serve, args=(server, listener), name="meshwright-emulator", daemon=True)
        self._thread.start()
        while not server.started:
            self._thread.join(0.001)
            if not self._thread.is_alive():
                raise RuntimeError("the emulator did not start; see its log")
        return self

    def run(self, listener: socket.socket | None = None) -> None:
        """Serve in this thread until Ctrl-C."""
        listener, server = self._prepared(listener or self.listen())
        server.run([listener])

    def _prepared(self, listener: socket.socket) -> tuple[socket.socket, Server]:
        """Return a server for a socket; close the socket if that fails."""
        try:
            return listener, Server(self.config(), self.settings.request_seconds, self._end_streams)
        except BaseException:
            listener.close()
            raise

    def listen(self) -> socket.socket:
        """Open the socket; connections are queued until the server runs."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # asyncio sets TCP_NODELAY only if the protocol is named. Measured: 1 ms per answer in place of 45.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
            create_app(self.settings, self.faults, self.services, self.url, self._names()),
            http=Protocol,
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )

    def _names(self) -> tuple[str, ...]:
        """Return the host names that it answers to besides addresses and local names."""
        own = name_in(self.host)
        return self.settings.allowed_hosts if own is None else (own, *self.settings.allowed_hosts)

    def stop(self) -> None:
        """Stop listening, end the jobs, remove the files."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=10)
            self._server = self._thread = None

    def _end_streams(self) -> None:
        self._stopped = True
        for service in self.services.values():
            service.end_streams()

    def _in_its_thread(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a function in the server's thread, the only one that may use the services' state."""
        assert self._server is not None
        return asyncio.run_coroutine_threadsafe(work, self._server.loop).result()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()


def _serve(server: Server, listener: socket.socket) -> None:
    """Run the server; in a thread, a failed start must not exit the process."""
    with listener, suppress(SystemExit):
        server.run([listener])

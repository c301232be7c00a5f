"""A TCP gateway on loopback that can stop carrying: what a machine looks like from outside when its network is gone."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from attrs import define, field


@define(eq=False)
class Carrier:
    """Carries connections to a port of loopback, until it is cut; then no side hears of the other again."""

    to: int
    _listener: socket.socket = field(init=False)
    _open: list[socket.socket] = field(factory=list[socket.socket])
    _cut: threading.Event = field(factory=threading.Event)

    def __attrs_post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """The port to connect to."""
        port: int = self._listener.getsockname()[1]
        return port

    def cut(self) -> None:
        """Carry nothing more, not even the end of a connection."""
        self._cut.set()

    def close(self) -> None:
        """End all connections."""
        self._cut.set()
        for each in (self._listener, *self._open):
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # a killed process resets its connections
            while (data := source.recv(65536)) and not self._cut.is_set():
                target.sendall(data)
        if not self._cut.is_set():
            with suppress(OSError):
                target.shutdown(socket.SHUT_RDWR)

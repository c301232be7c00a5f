"""A real server on this machine that a test controls byte by byte: standard sockets, one thread a connection.

It can do what no well-behaved server does: reset before it has read, stop in the middle, send slowly, fall silent.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from attrs import define, field

MOST = 2_000
"""More requests to one server are taken for a loop that never ends."""


class ClientGone(Exception):
    """The client closed the connection."""


@define
class Exchange:
    """One request, as far as it was read, and the means to answer it."""

    connection: socket.socket
    number: int
    """Counts the requests of a server from 1."""
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    payable: bool = True
    """Whether the service may have accepted it; an answer of 429 means that it did not."""
    _early: bytes = b""

    def read_body(self) -> bytes:
        """Read the body to its announced end."""
        left = int(self.headers.get("content-length", "0"))
        content = bytearray(self._early)
        while len(content) < left:
            block = self.connection.recv(65536)
            if not block:
                raise ClientGone
            content += block
        self.body = bytes(content)
        return self.body

    def send(self, content: bytes) -> None:
        """Send bytes at once."""
        self.connection.sendall(content)

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def stay_silent(self) -> None:
        """Send nothing more until the client gives up."""
        with suppress(OSError):
            while self.connection.recv(65536):
                pass


Answer = Callable[[Exchange], None]


def response(
    status: int = 200, content: bytes = b"", kind: str = "application/json", length: int | None = None, **headers: Any
) -> bytes:
    """Write a whole answer; ``length`` announces another length than the true one, -1 none at all.

    Other headers are given by name, with underscores for dashes.
    """
    named = {"content-type": kind, "connection": "close"}
    if length != -1:
        named["content-length"] = str(len(content) if length is None else length)
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Reason", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def json_response(value: Any, status: int = 200, **headers: Any) -> bytes:
    """Write a whole answer in JSON."""
    return response(status, json.dumps(value).encode(), **headers)


def in_turn(*answers: Answer) -> Answer:
    """Answer the first request with the first answer, and so on; the last one serves the rest."""
    return lambda exchange: answers[min(exchange.number, len(answers)) - 1](exchange)


def answering(content: bytes) -> Answer:
    """Read the request and send these bytes."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(content)

    return answer


@define
class LoopbackServer:
    """Listens on 127.0.0.1 until the ``with`` block ends; ``answer`` is called for each request."""

    answer: Answer
    seen: list[Exchange] = field(factory=list)
    errors: list[Exception] = field(factory=list)
    url: str = field(init=False)
    """Where it listens."""
    _listener: socket.socket = field(init=False)
    _connections: list[socket.socket] = field(factory=list)
    _threads: list[threading.Thread] = field(factory=list)
    _lock: threading.Lock = field(factory=threading.Lock)

    def methods(self) -> list[str]:
        """List the methods of the requests seen."""
        return [exchange.method for exchange in self.seen]

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = _url_of(self._listener)
        self._begin(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        if error is None and self.errors:
            raise self.errors[0]

    def _begin(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._begin(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.answer(self._next_request(connection))
            except (ClientGone, OSError):
                pass
            except Exception as error:  # a mistake of the test, to be shown when the server ends
                self.errors.append(error)

    def _next_request(self, connection: socket.socket) -> Exchange:
        """Read a request up to the end of its headers."""
        head = b""
        while b"\r\n\r\n" not in head:
            block = connection.recv(65536)
            if not block:
                raise ClientGone
            head += block
        text, early = head.split(b"\r\n\r\n", 1)
        first, *lines = text.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        with self._lock:
            assert len(self.seen) < MOST, "a loop that never ends"
            exchange = Exchange(connection, len(self.seen) + 1, method, path, headers, early=early)
            self.seen.append(exchange)
        return exchange


def _url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def unused_url() -> str:
    """Return an address on this machine where no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return _url_of(listener)

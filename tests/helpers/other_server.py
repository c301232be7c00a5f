"""A small HTTP server on this machine that records its requests and answers as a test defines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field


@define
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@define
class Other:
    """The server, as a test sees it."""

    url: str
    received: list[Received] = field(factory=list[Received])


Answer = Callable[[BaseHTTPRequestHandler, int], None]
"""Writes the answer to a request; gets its number, counted from 0."""


@contextmanager
def other_server(answer: Answer) -> Iterator[Other]:
    """Run a server for a while."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            number = len(other.received)
            other.received.append(
                Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            try:
                answer(self, number)
            except ConnectionError:  # the client has disconnected
                self.close_connection = True

    for method in ("GET", "POST", "PUT", "HEAD", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    other = Other(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield other
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer with a body."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)

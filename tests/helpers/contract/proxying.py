"""A gateway between a client and an emulator, which may answer by itself or edit what passes through it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

import httpx
from attrs import define, field

STREAMED = 0.5
"""Seconds without an event after which a stream is cut."""
OWN = ("content-length", "transfer-encoding", "connection", "date", "server")


@define
class Answer:
    """The answer that the client gets."""

    status: int
    headers: dict[str, str] = field(factory=dict[str, str])
    body: bytes = b""
    silence: float | None = None
    """Seconds without a word after the body, which then never ends; None ends it."""


class HangUp(Exception):
    """Close the connection without an answer."""


@define
class Gateway:
    """The gateway, as a test sees it."""

    url: str
    seen: list[str] = field(factory=list[str])
    """Every request, as ``METHOD path``."""


class Forward(Protocol):
    """Forwards a request, or one with another path or headers in its place."""

    headers: dict[str, str]
    body: bytes

    def __call__(self, path: str = "", headers: dict[str, str] | None = None) -> Answer: ...


Passing = Callable[[str, Forward], Answer]
"""Takes a request as ``METHOD path`` and a function that forwards it; returns what the client gets."""


def straight(_: str, forward: Forward) -> Answer:
    """Let everything pass as it is."""
    return forward()


@define
class Onward:
    """A request that goes on to the target."""

    http: httpx.Client
    method: str
    target: str
    path: str
    headers: dict[str, str]
    body: bytes

    def __call__(self, path: str = "", headers: dict[str, str] | None = None) -> Answer:
        url, given = self.target + (path or self.path), self.headers if headers is None else headers
        found = b""
        streams = "event-stream" in {name.lower(): value for name, value in given.items()}.get("accept", "")
        seconds = httpx.Timeout(60, read=STREAMED if streams else 60)
        with self.http.stream(self.method, url, headers=given, content=self.body, timeout=seconds) as answer:
            kept = {name: value for name, value in answer.headers.items() if name not in OWN}
            ends = "event-stream" not in kept.get("content-type", "")
            if ends:
                return Answer(answer.status_code, kept, answer.read())
            with suppress(httpx.ReadTimeout):  # the stream of a task that runs on goes on
                for piece in answer.iter_bytes():
                    found += piece
                ends = True
        return Answer(answer.status_code, kept, found, None if ends else 0.0)


@contextmanager
def gateway(target: str, passing: Passing = straight, prefix: str = "") -> Iterator[Gateway]:
    """Run a gateway before a server for a while; it serves below ``prefix``."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            given = {name: value for name, value in self.headers.items() if name.lower() not in ("host", *OWN)}
            path = self.path.removeprefix(prefix)
            found.seen.append(f"{self.command} {path}")

            forward = Onward(http, self.command, target, path, given, body)

            try:
                if not self.path.startswith(prefix):
                    self.say(Answer(404))
                else:
                    self.say(passing(found.seen[-1], forward))
            except (HangUp, ConnectionError):
                self.close_connection = True

        def say(self, answer: Answer) -> None:
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(answer.body) + (1 if answer.silence is not None else 0)
            self.send_header("content-length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.silence is not None:
                stopping.wait(answer.silence)

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # so that closing waits for requests to the target that are still open
    found = Gateway(f"http://127.0.0.1:{server.server_port}{prefix}")
    stopping = threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    with httpx.Client(timeout=60, trust_env=False) as http:
        try:
            yield found
        finally:
            stopping.set()
            server.shutdown()
            server.server_close()
            thread.join()

"""A server on loopback next to the emulated service, which fetches files from it and sends it webhooks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field

from ...spec.reading import Json


@define(eq=False)
class Neighbour:
    """Files by path, and the received requests."""

    files: Mapping[str, bytes]
    url: str = ""
    asked: list[str] = field(factory=list[str])
    """Paths of every GET, in order."""
    told: list[Json] = field(factory=list[Json])
    """Bodies of every POST, in order of arrival."""
    _news: threading.Condition = field(factory=threading.Condition)

    def get(self, path: str) -> bytes | None:
        """Answer a GET."""
        self.asked.append(path)
        return self.files.get(path)

    def post(self, body: bytes) -> None:
        """Take a POST."""
        with self._news:
            self.told.append(json.loads(body))
            self._news.notify_all()

    def told_of(self, id: str) -> list[Json]:
        """Return the bodies of the POSTs about a task."""
        return [body for body in self.told if body.get("id") == id]

    def was_told(self, id: str, times: int, seconds: float) -> bool:
        """Wait for this many POSTs about a task; return whether they arrived."""
        with self._news:
            return self._news.wait_for(lambda: len(self.told_of(id)) >= times, seconds)


@contextmanager
def neighbour(files: Mapping[str, bytes] | None = None) -> Iterator[Neighbour]:
    """Open a neighbour."""
    one = Neighbour(files or {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = one.get(self.path)
            self._answer(404 if content is None else 200, content or b"")

        def do_POST(self) -> None:
            one.post(self.rfile.read(int(self.headers["content-length"])))
            self._answer(200, b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        one.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield one
        finally:
            server.shutdown()
            thread.join()

"""The page of a batch: how far it is on all machines, for a browser on this one.

It is served by the standard library's HTTP server, on loopback only, because the extra ``fleet`` has no server.
A request with another Host header is refused, since a web page could point its own name here; the page shows only
pictures among the files that the batch fetched.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import PurePath
from typing import Any, cast

from ...errors import MeshwrightError
from .contents import Contents

HERE = files(__name__)
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}
PAGE = {"/": "index.html", **{f"/{name}": name for name in ("batch.css", "batch.js")}}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
OWN_NAMES = ("127.0.0.1", "localhost")


class Page(ThreadingHTTPServer):
    """Serves the page of a batch on a port of this machine; 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int, contents: Contents) -> None:
        super().__init__(("127.0.0.1", port), Visit)
        self.contents = contents

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.server_port}"


class Visit(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file of the page, the state of the batch, or the picture of an item."""
        host = self.headers.get("host", "").rpartition(":")[0] or self.headers.get("host", "")
        if host not in OWN_NAMES:
            return self._send(HTTPStatus.FORBIDDEN, ".html", b"open this page by its address, 127.0.0.1")
        path = self.path.partition("?")[0]
        try:
            if path in PAGE:
                return self._send(HTTPStatus.OK, PurePath(PAGE[path]).suffix, HERE.joinpath(PAGE[path]).read_bytes())
            if path == "/state":
                return self._send(HTTPStatus.OK, ".json", json.dumps(self._contents.state()).encode())
            if path.startswith("/pictures/") and path[10:].isdecimal():
                return self._send(HTTPStatus.OK, *self._contents.picture(int(path[10:])))
        except LookupError:
            pass
        except (MeshwrightError, OSError) as error:  # the database is away, or the file
            return self._send(HTTPStatus.SERVICE_UNAVAILABLE, ".html", str(error).encode())
        return self._send(HTTPStatus.NOT_FOUND, ".html", b"there is no such page")

    @property
    def _contents(self) -> Contents:
        return cast("Page", self.server).contents

    def _send(self, status: HTTPStatus, suffix: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", MEDIA_TYPES[suffix])
        self.send_header("content-length", str(len(content)))
        self.send_header("content-security-policy", POLICY)
        self.send_header("x-content-type-options", "nosniff")
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Log nothing: a page that looks every two seconds would fill the terminal."""

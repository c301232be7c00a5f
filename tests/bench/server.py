"""A service that costs next to nothing: canned answers over HTTP/1.1, in a process of its own, standard library only.

Bodies are counted and thrown away. ``serving("bench.server:tasks", ...)`` runs the handler that a function of this kind
returns; ``python -m bench.server`` does it until its standard input ends. No server for anything but these benchmarks:
it checks nothing.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

TASKS = "/openapi/v1/image-to-3d"


@dataclass
class Asked:
    """One request; of its body only the length is kept."""

    method: str
    path: str
    headers: dict[bytes, bytes]
    connection: asyncio.Transport
    writable: asyncio.Event

    async def write(self, data: bytes) -> None:
        """Write when the last bytes are nearly gone, so that nothing piles up here."""
        await self.writable.wait()
        self.connection.write(data)


Answer: TypeAlias = bytes | Callable[[], Awaitable[None]] | None
"""The bytes to write, or what writes them in its own time, or nothing."""
Handler: TypeAlias = Callable[[Asked], Answer]


def answer(content: bytes, kind: str = "application/json", status: str = "200 OK", more: str = "") -> bytes:
    """Write an answer."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(content)}\r\n{more}\r\n"
    return head.encode() + content


class Connection(asyncio.Protocol):
    """Reads one request after the other; answers each when its body is there."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.buffer = b""
        self.left = 0
        self.asked: Asked | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Go on with the body that is arriving, or with the next head."""
        while data:
            if self.asked is None:
                head, end, data = (self.buffer + data).partition(b"\r\n\r\n")
                if not end:
                    self.buffer = head
                    return
                self.buffer = b""
                self._begin(head)
            taken = min(self.left, len(data))
            self.left, data = self.left - taken, data[taken:]
            if self.left == 0 and self.asked is not None:
                asked, self.asked = self.asked, None
                self._respond(asked)

    def _begin(self, head: bytes) -> None:
        first, *lines = head.split(b"\r\n")
        method, path, _ = first.decode("ascii").split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        self.left = int(headers.get(b"content-length", b"0"))
        self.asked = Asked(method, path, headers, self.transport, self.writable)
        if headers.get(b"expect") == b"100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self.left == 0:
            asked, self.asked = self.asked, None
            self._respond(asked)

    def _respond(self, asked: Asked) -> None:
        said = self.handler(asked)
        if isinstance(said, bytes):
            self.transport.write(said)
            if asked.headers.get(b"connection", b"").lower() == b"close":
                self.transport.close()
        elif said is not None:
            task = asyncio.ensure_future(said())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def pause_writing(self) -> None:
        """Hold back."""
        self.writable.clear()

    def resume_writing(self) -> None:
        """Go on."""
        self.writable.set()

    def connection_lost(self, error: Exception | None) -> None:
        """Stop what is still being written."""
        for task in self.tasks:
            task.cancel()


async def serve(handler: Handler) -> None:
    """Serve on a free port, print it, and go on until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(handler), "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}", "port": port}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def serving(maker: Callable[..., Handler], **options: Any) -> Iterator[dict[str, Any]]:
    """Run a handler in a process of its own; yield its ``url`` and ``port``."""
    address = f"{maker.__module__}:{maker.__qualname__}"
    command = [sys.executable, "-P", "-m", "bench.server", address, json.dumps(options)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield dict(json.loads(process.stdout.readline()))
        finally:
            process.communicate()


def raised_limit() -> None:
    """Allow as many open connections as the system does."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    raised_limit()
    module, _, name = sys.argv[1].partition(":")
    asyncio.run(serve(getattr(import_module(module), name)(**json.loads(sys.argv[2]))))

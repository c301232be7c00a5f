"""Servers of files, well-behaved and broken, and transports that do not wait between attempts."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from attrs import define
from meshwright.core.asyncio_transport import AsyncTransport
from meshwright.core.blocking import run
from meshwright.core.transport import BlockingTransport
from meshwright.downloads.fetching import fetch
from meshwright.downloads.folders import RECORD

from helpers.loopback import Answer, Exchange, answering, response

GLB = b"glTF" + bytes(range(256)) * 40
NEWER = b"glTF" + bytes(reversed(range(256))) * 50


@define(eq=False)
class Brisk(BlockingTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        pass


@define
class AsyncBrisk(AsyncTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def bring(url: str, target: Path, *, timeout: float = 60.0, **settings: Any) -> Path:
    """Fetch one file with a transport of its own."""

    async def main() -> Path:
        transport = Brisk()
        try:
            return await fetch(transport, url, target, timeout=timeout, **settings)
        finally:
            await transport.aclose()

    return run(main())


def ranged(content: bytes, etag: str = '"one"') -> Answer:
    """Serve content as a file host does, Range and If-Range included."""

    def answer(exchange: Exchange) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", exchange.headers.get("range", ""))
        if not asked or exchange.headers.get("if-range") != etag:
            exchange.send(response(200, content, etag=etag))
        elif int(asked[1]) >= len(content):
            exchange.send(response(416))
        else:
            rest = f"bytes {asked[1]}-{len(content) - 1}/{len(content)}"
            exchange.send(response(206, content[int(asked[1]) :], etag=etag, content_range=rest))

    return answer


def cut(content: bytes, after: int, **headers: str) -> Answer:
    """Announce all of the content and break off in the middle."""
    return answering(response(200, content[:after], length=len(content), **headers))


def files_in(folder: Path) -> list[str]:
    """List what was fetched into a folder."""
    return [name for name in names(folder) if name != RECORD]


def names(folder: Path) -> list[str]:
    """List a folder."""
    return sorted(path.name for path in folder.iterdir())

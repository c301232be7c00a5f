"""Fetch a file by its URL: whole or not at all, and never with the key.

A file arrives as ``name.part``, is continued there after a break (Range with If-Range), is checked for its length
and its content, flushed to the disk and only then given its name. Redirects of a file host are followed a few times.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from attrs import evolve

from ..core.wire import Reply, Request, Stream, Transport
from ..errors import ConnectionFailed, DownloadFailed, InputError
from ..file_formats import HEAD
from .contents import cut_short, may_be
from .decoding import Decompressor, compression_of
from .partial import PartialFile, partial_file
from .redirects import MOST_HOPS, REDIRECTS, redirected

EXPIRED = frozenset({403, 404, 410})
WHOLE = frozenset({200, 203})
CUTS = 5
"""How often a broken download is continued before it is given up."""
CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class UrlExpired(DownloadFailed):
    """The URL is no longer good; the task has fresh ones."""


async def fetch(
    transport: Transport,
    url: str,
    target: Path,
    *,
    timeout: float = 60.0,
    max_bytes: int | None = None,
    source: str = "",
    place: Callable[[PartialFile], Path] | None = None,
) -> Path:
    """Fetch one URL to a file, whole or not at all; return its path. Raises UrlExpired or DownloadFailed.

    ``place`` checks the content and gives the file its name; without it, the file has to be what the suffix of the
    target says. A partial file of another ``source`` is not continued.
    """
    request = Request(method="GET", url=url, headers={"accept-encoding": "identity"}, timeout=timeout)
    try:
        with partial_file(target, source) as part:
            await _complete(transport, request, part, max_bytes)
            return await transport.in_thread(lambda: (place or _place)(part))  # it reads all of the file
    except OSError as error:
        raise DownloadFailed(f"{target} cannot be written: {error.strerror or error}") from error


def _place(part: PartialFile) -> Path:
    check_content(part)
    part.finish(part.target)
    return part.target


def check_content(part: PartialFile) -> None:
    """Refuse a file that is not what its name says; raises DownloadFailed."""
    head = part.head(HEAD)
    suffix = part.target.suffix.lower()
    if not may_be(suffix, head):
        part.restart()
        raise not_a(part.target.name, f"{suffix[1:].upper() or 'model'} file", head)


def not_a(name: str, kind: str, head: bytes) -> DownloadFailed:
    """Return the error for a file that is something else than it has to be."""
    began = f"it starts with {head[:8]!r}" if head else "it is empty"
    article = "an" if kind[0] in "FMOS" and kind[1:2].isupper() else "a"
    return DownloadFailed(f"{name}: the server sent something other than {article} {kind} ({began})")


async def _complete(transport: Transport, request: Request, part: PartialFile, max_bytes: int | None) -> None:
    """Fetch the part to its end, going on where it broke off."""
    breaks = 0
    while True:
        try:
            if await _continue(transport, request, part, max_bytes):
                return
        except ConnectionFailed as error:
            breaks += 1
            if breaks == CUTS:
                kept = f"; what arrived is in {part.path}" if part.size else ""
                raise DownloadFailed(f"{part.target.name}: broke off {CUTS} times{kept}: {error}") from error
            await transport.sleep(0.5 * 2 ** (breaks - 1))


async def _continue(transport: Transport, request: Request, part: PartialFile, max_bytes: int | None) -> bool:
    """Fetch what is missing of the part; return whether it is whole, False if a well-formed piece of it arrived."""
    have, etag = part.size, part.etag()
    rest = {"range": f"bytes={have}-", "if-range": etag} if etag else {}
    async with _opened(transport, evolve(request, headers={**request.headers, **rest})) as stream:
        head = stream.head
        _check_status(part, head, asked=bool(etag))
        compression = compression_of(head.headers.get("content-encoding", ""))
        end: int | None
        if head.status == 206:
            end = _end_of_range(part, head, have, etag, compression)
        else:
            end = None if compression else _length(head)
            part.restart("" if compression else head.headers.get("etag", ""), end)
        part.media_type = head.headers.get("content-type", "").partition(";")[0].strip().lower()
        part.announced = bool(compression) or end is not None or "transfer-encoding" in head.headers
        _check_size(part, part.total, max_bytes)
        await _write(stream, part, compression, end, max_bytes)
    done = part.size
    if end is not None and done != end:
        raise ConnectionFailed(f"got {done} of {end} bytes", sent=True)
    if part.total is not None and done < part.total:
        return False
    plausible = may_be(part.target.suffix.lower(), part.head(HEAD))  # else it is refused as what it is
    if plausible and (reason := cut_short(part.stream, done, announced=part.announced)):
        raise ConnectionFailed(reason, sent=True)
    return True


@asynccontextmanager
async def _opened(transport: Transport, request: Request) -> AsyncGenerator[Stream]:
    """Open a URL, or where its redirects lead. Range and If-Range go along; there is no key to go along."""
    for _ in range(MOST_HOPS + 1):
        async with transport.open(request) as stream:
            if stream.head.status not in REDIRECTS:
                yield stream
                return
            request = evolve(request, url=redirected(request.url, stream.head.headers.get("location", "")))
    raise DownloadFailed(f"the file host redirects more than {MOST_HOPS} times")


def _check_status(part: PartialFile, head: Reply, *, asked: bool) -> None:
    """Raise what an answer without a file means."""
    name = part.target.name
    if head.status in WHOLE or head.status == 206:
        return
    if head.status == 416 and asked:  # nothing is missing, or the file changed: begin again
        part.restart()
        raise ConnectionFailed("the partial file does not fit any more", sent=True)
    if head.status in EXPIRED:
        raise UrlExpired(f"{name}: HTTP {head.status}; the URL has expired")
    if head.status >= 500 or head.status in (408, 429):
        raise ConnectionFailed(f"HTTP {head.status}", sent=True)
    raise DownloadFailed(f"{name}: HTTP {head.status}")


def _end_of_range(part: PartialFile, head: Reply, have: int, etag: str, compression: str) -> int:
    """Return where the range of a 206 ends; raises ConnectionFailed, and drops the part, unless it continues it."""
    found = CONTENT_RANGE.fullmatch(head.headers.get("content-range", "").strip())
    start, last, total = map(int, found.groups()) if found else (-1, -1, -1)
    same = etag != "" and head.headers.get("etag", etag) == etag and not compression
    if not same or start != have or not start <= last < total or part.total not in (None, total):
        part.restart()
        raise ConnectionFailed("the server sent another part of the file than was asked for", sent=True)
    part.total = total
    return last + 1


async def _write(stream: Stream, part: PartialFile, compression: str, end: int | None, max_bytes: int | None) -> None:
    """Write a body to the end of the part."""
    part.stream.seek(0, os.SEEK_END)
    done = part.stream.tell()
    try:
        async with aclosing(_decoded(stream, compression)) as blocks:
            async for block in blocks:
                done += len(block)
                if end is not None and done > end:
                    part.restart()
                    raise ConnectionFailed(f"got more than the {end} bytes that were announced", sent=True)
                _check_size(part, done, max_bytes)
                part.stream.write(block)
    finally:
        part.stream.flush()


async def _decoded(stream: Stream, compression: str) -> AsyncGenerator[bytes]:
    async with aclosing(stream.raw_chunks()) as chunks:
        if not compression:
            async for chunk in chunks:
                yield chunk
            return
        decompressor = Decompressor(compression)
        async for chunk in chunks:
            for block in decompressor.feed(chunk):
                yield block
        decompressor.close()


def _length(head: Reply) -> int | None:
    """Return the announced length of a body."""
    length = head.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _check_size(part: PartialFile, size: int | None, max_bytes: int | None) -> None:
    if max_bytes is not None and size is not None and size > max_bytes:
        part.restart()
        raise DownloadFailed(f"{part.target.name}: larger than the limit of {max_bytes} bytes")


def folder_for(folder: str | os.PathLike[str]) -> Path:
    """Make the folder if needed; raises InputError when that is not possible."""
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder", f"{path} cannot be made: {error.strerror or error}") from None
    return path

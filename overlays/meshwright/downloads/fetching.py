"""Download a file from its URL, without the key. The file is either complete or absent.

A file is written to ``name.part``, where a broken download is continued (Range with If-Range). Its length and content
are checked, it is flushed to the disk, and only then renamed. A few redirects of a file host are followed.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from attrs import evolve

from ..core.wire import Reply, Request, Stream, Transport
from ..errors import ConnectionFailed, DownloadFailed, InputError
from ..file_formats import HEAD
from ..texts import without_query
from .contents import cut_short, may_be
from .decoding import BrokenOff, Decompressor, compression_of
from .partial import PartialFile, partial_file
from .redirects import MOST_HOPS, REDIRECTS, redirected

EXPIRED = frozenset({403, 404, 410})
WHOLE = frozenset({200, 203})
CUTS = 5
"""Maximum number of attempts for a download that breaks off."""
logger = logging.getLogger("meshwright")
CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class UrlExpired(DownloadFailed):
    """The URL has expired; read the task again for a new one."""


async def fetch(
    transport: Transport,
    url: str,
    target: Path,
    *,
    timeout: float,
    max_bytes: int | None = None,
    source: str = "",
    place: Callable[[PartialFile], Path] | None = None,
) -> Path:
    """Download one URL to a file and return its path. Raises UrlExpired or DownloadFailed; then there is no file.

    ``place`` checks the content and renames the file; by default, the content must match the suffix of the target. A
    partial file of another ``source`` is not continued.
    """
    _check_address(target.name, url)
    request = Request(method="GET", url=url, headers={"accept-encoding": "identity"}, timeout=timeout)
    try:
        with partial_file(target, source) as part:
            await _complete(transport, request, part, max_bytes)
            return await transport.in_thread(lambda: (place or _place)(part))  # it reads the whole file
    except OSError as error:
        raise DownloadFailed(f"{target} cannot be written: {error.strerror or error}") from error


def _check_address(name: str, url: str) -> None:
    """Raise DownloadFailed for an address that no request can be sent to: the service answered it, not the caller."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        good = False
    if not good:
        said = f"{without_query(url[:80])} as its address, which is not an http or https URL with a host"
        raise DownloadFailed(f"{name}: the service answered {said}")


def _place(part: PartialFile) -> Path:
    check_content(part)
    part.finish(part.target)
    return part.target


def check_content(part: PartialFile) -> None:
    """Raise DownloadFailed if the content of a file does not match its suffix."""
    head = part.head(HEAD)
    suffix = part.target.suffix.lower()
    if not may_be(suffix, head):
        part.restart()
        raise not_a(part.target.name, f"{suffix[1:].upper() or 'model'} file", head)


def not_a(name: str, kind: str, head: bytes) -> DownloadFailed:
    """Return the error for a file with the wrong content."""
    began = f"it starts with {head[:8]!r}" if head else "it is empty"
    article = "an" if re.match("[FMOS][A-Z]", kind) else "a"
    return DownloadFailed(f"{name}: the server sent something other than {article} {kind} ({began})")


async def _complete(transport: Transport, request: Request, part: PartialFile, max_bytes: int | None) -> None:
    """Download the partial file to its end, and continue it after each break."""
    breaks = 0
    while True:
        try:
            if await _continue(transport, request, part, max_bytes):
                return
        except ConnectionFailed as error:
            breaks += 1
            if breaks == CUTS:
                kept = f"; the partial file is {part.path}" if part.size else ""
                raise DownloadFailed(f"{part.target.name}: broke off {CUTS} times{kept}: {error}") from error
            await transport.sleep(0.5 * 2 ** (breaks - 1))


async def _continue(transport: Transport, request: Request, part: PartialFile, max_bytes: int | None) -> bool:
    """Download the rest of the partial file; return whether it is complete, False if only a valid range arrived."""
    have, etag = part.size, part.etag()
    rest = {"range": f"bytes={have}-", "if-range": etag} if etag else {}
    async with _opened(transport, evolve(request, headers={**request.headers, **rest})) as stream:
        head = stream.head
        logger.debug("GET %s: %s, to %s", without_query(request.url), head.status, part.target)
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
        raise BrokenOff(f"got {done} of {end} bytes")
    if part.total is not None and done < part.total:
        return False
    plausible = may_be(part.target.suffix.lower(), part.head(HEAD))  # else the content check refuses it
    if plausible and (reason := cut_short(part.stream, done, announced=part.announced)):
        raise BrokenOff(reason)
    return True


@asynccontextmanager
async def _opened(transport: Transport, request: Request) -> AsyncGenerator[Stream]:
    """Open a URL, or the target of its redirects. Range and If-Range are sent to every hop; no request has the key."""
    for _ in range(MOST_HOPS + 1):
        async with transport.open(request) as stream:
            if stream.head.status not in REDIRECTS:
                yield stream
                return
            request = evolve(request, url=redirected(request.url, stream.head.headers.get("location", "")))
    raise DownloadFailed(f"the file host redirects more than {MOST_HOPS} times")


def _check_status(part: PartialFile, head: Reply, *, asked: bool) -> None:
    """Raise the error for an answer without a file."""
    name = part.target.name
    if head.status in WHOLE or head.status == 206:
        return
    if head.status == 416 and asked:  # nothing is missing, or the file changed: start over
        part.restart()
        raise BrokenOff("the partial file no longer matches the file of the host")
    if head.status in EXPIRED:
        raise UrlExpired(f"{name}: HTTP {head.status}; the URL has expired")
    if head.status >= 500 or head.status in (408, 429):
        raise BrokenOff(f"HTTP {head.status}")
    raise DownloadFailed(f"{name}: HTTP {head.status}")


def _end_of_range(part: PartialFile, head: Reply, have: int, etag: str, compression: str) -> int:
    """Return the end of a 206's range. If it does not continue the partial file, drop that; raise BrokenOff."""
    found = CONTENT_RANGE.fullmatch(head.headers.get("content-range", "").strip())
    start, last, total = map(int, found.groups()) if found else (-1, -1, -1)
    same = etag != "" and head.headers.get("etag", etag) == etag and not compression
    if not same or start != have or not start <= last < total or part.total not in (None, total):
        part.restart()
        raise BrokenOff("the server sent another range of the file than was requested")
    part.total = total
    return last + 1


async def _write(stream: Stream, part: PartialFile, compression: str, end: int | None, max_bytes: int | None) -> None:
    """Append a body to the partial file."""
    part.stream.seek(0, os.SEEK_END)
    done = part.stream.tell()
    try:
        async with aclosing(_decoded(stream, compression)) as blocks:
            async for block in blocks:
                done += len(block)
                if end is not None and done > end:
                    part.restart()
                    raise BrokenOff(f"got more than the {end} bytes that were announced")
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
    """Return the folder, created if it is missing; raises InputError if that is not possible."""
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder", f"{path} cannot be created: {error.strerror or error}") from None
    return path

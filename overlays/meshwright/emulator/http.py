"""HTTP helpers of both emulated services: bounded reading of bodies, portable JSON, files."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from pathlib import Path
from typing import Any, NoReturn

from attrs import define, field
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ..file_formats import HEAD, format_of
from .contract import Refused
from .visitors import NOSNIFF

Endpoint = Callable[[Request], Awaitable[Response]]
"""The function that a route calls."""
MAX_DEPTH = 64
"""The deepest nesting of a request body; the APIs need four levels."""
MAX_VALUES = 2**13
"""The most values in a request body; the APIs need a few dozen, and each value takes memory and time."""
LONGEST_NUMBER = 100
"""The most digits of a number: parsing takes quadratic time."""


TOO_LARGE = "the request body is larger than {limit} bytes; give a large file as a URL"
UNKNOWN_TYPE = "application/octet-stream"
PICTURE_TYPES = ("image/png", "image/jpeg")
FILE_POLICY = {"content-security-policy": "default-src 'none'; sandbox"}
"""The policy of a served file, in case a browser opens it: it may not load or run anything."""


class Crowded(Refused):
    """Too many bytes are being received at once; a later retry may succeed."""


@define
class Bodies:
    """The request bodies being read. Their total size is bounded, so that many unfinished bodies do not fill the
    memory.
    """

    limit: int
    """Bytes."""
    held: int = field(init=False, default=0)

    async def read(self, request: Request, limit: int) -> bytearray:
        """Read a body of at most ``limit`` bytes; raises Refused and Crowded. ``held`` counts it while it is being
        read.
        """
        if int(request.headers.get("content-length", "0") or 0) > limit:
            raise Refused(TOO_LARGE.format(limit=limit))
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                self.held += len(chunk)
                if len(body) > limit:
                    raise Refused(TOO_LARGE.format(limit=limit))
                if self.held > self.limit:
                    raise Crowded(f"RateLimitExceeded: more than {self.limit} bytes of requests are being received")
        finally:
            self.held -= len(body)
        return body


async def read_json(request: Request, limit: int) -> Any:
    """Read JSON of bounded size, depth and count; raises Refused."""
    if "json" not in request.headers.get("content-type", ""):
        raise Refused("Content-Type must be application/json")
    bodies: Bodies = request.app.state.bodies
    return bounded_json(await bodies.read(request, limit), "the request body")


def bounded_json(text: bytearray | bytes | str, what: str) -> Any:
    """Decode JSON of bounded depth and count; raises Refused with a sentence about ``what``."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if sum(raw.count(mark) for mark in (b"{", b"[", b",")) > MAX_VALUES:  # 64 MiB of {} would take gigabytes
        raise Refused(f"{what} holds more than {MAX_VALUES} values")
    try:
        value = json.loads(text, parse_float=_finite, parse_int=_short, parse_constant=_no_constant)
        _require_plain(value)
    except RecursionError:
        raise Refused(f"{what} is nested more than {MAX_DEPTH} deep") from None
    except ValueError as error:
        raise Refused(f"{what} is not JSON: {str(error)[:200]}") from None
    return value


def served_file(path: Path, media_type: str | None = None, **headers: str) -> FileResponse:
    """Serve a file so that a browser does not run it as a page of the emulator: pictures are shown, other files are
    saved.
    """
    known = media_type or guess_type(path.name)[0] or _picture_type(path)
    if known.startswith("text/") or "xml" in known or "script" in known:
        known = UNKNOWN_TYPE
    name = None if known in PICTURE_TYPES else path.name
    return FileResponse(path, media_type=known, filename=name, headers={**NOSNIFF, **FILE_POLICY, **headers})


def _picture_type(path: Path) -> str:
    """Return the type of a file without a suffix, which is how pictures from data URIs are stored."""
    with path.open("rb") as stream:
        found = format_of(stream.read(HEAD))
    return found.media_type if found and found.media_type in PICTURE_TYPES else UNKNOWN_TYPE


def _require_plain(value: Any) -> None:
    """Refuse deep nesting, and lone surrogates, which JSON can write but which are not text."""
    layer = [value]
    for _ in range(MAX_DEPTH):
        texts = [member for member in layer if isinstance(member, str)]
        nested: list[Any] = []
        for member in layer:
            if isinstance(member, dict):
                texts += member
                nested += member.values()
            elif isinstance(member, list):
                nested += member
        for text in texts:
            if not text.isascii():
                text.encode()
        if not nested:
            return
        layer = nested
    raise RecursionError


def _finite(text: str) -> float:
    value = float(text) if len(text) <= LONGEST_NUMBER else math.inf
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is not a finite number of at most {LONGEST_NUMBER} digits")
    return value


def _short(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"{text[:40]}... has more than {LONGEST_NUMBER} digits")
    return int(text)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")

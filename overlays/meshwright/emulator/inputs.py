"""Save the pictures and models that a request names: data URIs and http(s) URLs, bounded in size and time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import httpx

from ..file_formats import HEAD
from .contract import Refused
from .folders import new_private_file
from .outgoing import Private, caller, public_request
from .settings import Settings

STEP_SECONDS = 10.0
"""Seconds for each step of fetching a URL."""
REDIRECTS = 3
BLOCK = 2**20
"""Characters of base64 that are decoded at once; a multiple of four."""
LARGE = 2**18
"""Length from which a data URI is decoded in a thread, so as not to block the event loop; below it a thread
costs more.
"""


async def bring(field: str, url: str, target: Path, settings: Settings) -> bytes:
    """Write the content of a URL or data URI to ``target`` and return its first bytes; raises Refused."""
    if url[:5].lower() != "data:":
        return await _fetch(field, url, target, settings)
    if len(url) < LARGE:
        return _decode(field, url, target)
    return await asyncio.to_thread(_decode, field, url, target)


def _decode(field: str, uri: str, target: Path) -> bytes:
    head, comma, data = uri.partition(",")
    if not comma:
        raise Refused(f"{field}: invalid data URI: it has no comma")
    encoded, beginning = head.lower().endswith(";base64"), b""
    try:
        with new_private_file(target) as out:
            for block in _base64_blocks(data) if encoded else [unquote_to_bytes(data)]:
                out.write(block)
                beginning = beginning or block[:HEAD]
    except ValueError as error:
        raise Refused(f"{field}: invalid data URI: {error}") from None
    if not beginning:
        raise Refused(f"{field}: the data URI is empty")
    return beginning


def _base64_blocks(data: str) -> Iterator[bytes]:
    """Decode block by block: each call blocks all other threads until it returns."""
    if data.find("=", 0, len(data) - 2) >= 0:
        raise ValueError("padding inside the data")
    for start in range(0, len(data), BLOCK):
        yield base64.b64decode(data[start : start + BLOCK], validate=True)


async def _fetch(field: str, url: str, target: Path, settings: Settings) -> bytes:
    try:
        async with asyncio.timeout(settings.input_seconds), await caller(STEP_SECONDS) as client:
            return await _follow(client, field, httpx.URL(url), target, settings)
    except TimeoutError:
        raise Refused(f"{field}: URL not reachable, it takes longer than {settings.input_seconds:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, Private, OSError, ValueError) as error:
        raise Refused(f"{field}: URL not reachable, {str(error)[:200] or type(error).__name__}") from None


async def _follow(client: httpx.AsyncClient, field: str, url: httpx.URL, target: Path, settings: Settings) -> bytes:
    for _ in range(REDIRECTS + 1):
        if url.scheme not in ("http", "https"):
            raise Refused(f"{field}: URL not reachable, only http, https and data URLs are fetched")
        request = await _request(client, url, settings)
        response = await client.send(request, stream=True)
        try:
            if response.has_redirect_location:
                url = url.join(response.headers["location"])
                continue
            if response.status_code != 200:
                raise Refused(f"{field}: URL not reachable, HTTP {response.status_code}")
            return await _write(field, response, target, settings.max_input)
        finally:
            await response.aclose()
    raise Refused(f"{field}: URL not reachable, more than {REDIRECTS} redirects")


async def _request(client: httpx.AsyncClient, url: httpx.URL, settings: Settings) -> httpx.Request:
    if settings.private_urls is False:
        return await public_request(client, url)
    return client.build_request("GET", url)


async def _write(field: str, response: httpx.Response, target: Path, limit: int) -> bytes:
    """Write the bytes as they arrive; refuse a compressed answer, which was not requested and may be a decompression
    bomb.
    """
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Refused(f"{field}: URL not reachable, its answer is compressed although that was not requested")
    size, beginning = 0, b""
    with new_private_file(target) as out:
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit:
                raise Refused(f"{field}: larger than {limit} bytes")
            out.write(chunk)
            beginning = (beginning + chunk[:HEAD])[:HEAD]
    if not size:
        raise Refused(f"{field}: the file at the URL is empty")
    return beginning

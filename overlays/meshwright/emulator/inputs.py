"""Bring the pictures and models that a request names to files: data URIs and http(s) URLs, bounded in size and time."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from urllib.parse import unquote_to_bytes

import httpx

from .contract import Refused
from .outgoing import Private, caller, public_request
from .settings import Settings

STEP_SECONDS = 10.0
"""For each step of fetching a URL."""
REDIRECTS = 3
LARGE = 2**18
"""Characters of a data URI from which decoding it would keep others waiting; below, the way to a thread costs more."""


async def bring(field: str, url: str, target: Path, settings: Settings) -> Path:
    """Write what a URL or data URI holds to ``target``; raises Refused."""
    if url[:5].lower() == "data:":
        if len(url) < LARGE:
            _decode(field, url, target)
        else:
            await asyncio.to_thread(_decode, field, url, target)
    else:
        await _fetch(field, url, target, settings)
    return target


def _decode(field: str, uri: str, target: Path) -> None:
    head, comma, data = uri.partition(",")
    if not comma:
        raise Refused(f"{field}: invalid data URI, it has no comma")
    try:
        content = base64.b64decode(data, validate=True) if head.lower().endswith(";base64") else unquote_to_bytes(data)
    except ValueError as error:
        raise Refused(f"{field}: invalid data URI, {error}") from None
    if not content:
        raise Refused(f"{field}: the data URI is empty")
    target.write_bytes(content)


async def _fetch(field: str, url: str, target: Path, settings: Settings) -> None:
    try:
        async with asyncio.timeout(settings.input_seconds), await caller(STEP_SECONDS) as client:
            await _follow(client, field, httpx.URL(url), target, settings)
    except TimeoutError:
        raise Refused(f"{field}: URL not reachable, it takes longer than {settings.input_seconds:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, Private, OSError, ValueError) as error:
        raise Refused(f"{field}: URL not reachable, {str(error)[:200] or type(error).__name__}") from None


async def _follow(client: httpx.AsyncClient, field: str, url: httpx.URL, target: Path, settings: Settings) -> None:
    for _ in range(REDIRECTS + 1):
        if url.scheme not in ("http", "https"):
            raise Refused(f"{field}: URL not reachable, only http, https and data are")
        request = client.build_request("GET", url) if settings.private_urls else await public_request(client, url)
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


async def _write(field: str, response: httpx.Response, target: Path, limit: int) -> None:
    """Write the bytes as they come; a compressed answer, which may be a bomb, was not asked for."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Refused(f"{field}: URL not reachable, it answers compressed without being asked to")
    size = 0
    with target.open("wb") as out:
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit:
                raise Refused(f"{field}: larger than {limit} bytes")
            out.write(chunk)
    if not size:
        raise Refused(f"{field}: the URL holds nothing")

"""Bring the pictures and models that a request names to files: data URIs and http(s) URLs, bounded in size and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import socket
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import httpx

from .contract import Refused
from .settings import Settings

TIMEOUT = 10.0
"""Seconds for each step of fetching a URL."""
REDIRECTS = 3


async def bring(field: str, url: str, target: Path, settings: Settings) -> Path:
    """Write what a URL or data URI holds to ``target``; raises Refused."""
    if url[:5].lower() == "data:":
        content = await asyncio.to_thread(_decoded, field, url)
        await asyncio.to_thread(target.write_bytes, content)
    else:
        await _fetched(field, url, target, settings)
    return target


def _decoded(field: str, uri: str) -> bytes:
    head, comma, data = uri.partition(",")
    if not comma:
        raise Refused(f"{field}: invalid data URI, it has no comma")
    try:
        content = base64.b64decode(data, validate=True) if head.lower().endswith(";base64") else unquote_to_bytes(data)
    except (binascii.Error, ValueError) as error:
        raise Refused(f"{field}: invalid data URI, {error}") from None
    if not content:
        raise Refused(f"{field}: the data URI is empty")
    return content


async def _fetched(field: str, url: str, target: Path, settings: Settings) -> None:
    async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client:
        for _ in range(REDIRECTS + 1):
            if not settings.private_urls:
                await _refuse_private(field, url)
            try:
                async with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = str(response.url.join(response.headers["location"]))
                        continue
                    if not response.is_success:
                        raise Refused(f"{field}: URL not reachable, HTTP {response.status_code}")
                    await _write(field, response, target, settings.max_input)
                    return
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise Refused(f"{field}: URL not reachable, {error or type(error).__name__}") from None
    raise Refused(f"{field}: URL not reachable, more than {REDIRECTS} redirects")


async def _write(field: str, response: httpx.Response, target: Path, limit: int) -> None:
    size = 0
    with target.open("wb") as out:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > limit:
                raise Refused(f"{field}: larger than {limit} bytes")
            out.write(chunk)
    if not size:
        raise Refused(f"{field}: the URL holds nothing")


async def _refuse_private(field: str, url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"{field}: URL not reachable, {error}") from None
    if any(not ipaddress.ip_address(str(address[4][0]).split("%")[0]).is_global for address in found):
        raise Refused(f"{field}: URL not reachable, {host} is in a private network")

"""Ask once over HTTP and keep what comes back as an exchange, however it ends."""

from __future__ import annotations

import time
from typing import NamedTuple

import httpx
from attrs import evolve

from ...core.wire import seconds_from
from ..exchange import Exchange

MOST_BYTES = 8 * 2**20
LONGEST_PAUSE = 120.0
"""Seconds; a service that asks for more patience is taken at its word instead."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Unanswered(Exception):
    """No answer began. ``sent`` says whether the request may have arrived."""

    def __init__(self, error: httpx.HTTPError | httpx.InvalidURL) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.sent = not isinstance(error, NOT_SENT)


class Target(NamedTuple):
    """Where a service is: what is put before a path, and the part of it that is the host."""

    base_url: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> Target:
        """Split an address."""
        url = httpx.URL(base_url)
        return cls(base_url.rstrip("/"), f"{url.scheme}://{url.netloc.decode()}")


def ask(http: httpx.Client, request: httpx.Request, lost: Exchange, seconds: float) -> Exchange:
    """Send a request and return the exchange, which is ``lost`` with its answer; raises Unanswered.

    What takes longer than ``seconds`` once the headers are there, falls silent or breaks off, is cut.
    """
    try:
        response = http.send(request, stream=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unanswered(error) from None
    try:
        body, cut = _read(response, seconds)
    finally:
        response.close()
    headers = dict(response.headers)
    return evolve(lost, status=response.status_code, headers=headers, body=body, at=time.time(), cut=cut)


def _read(response: httpx.Response, seconds: float) -> tuple[bytes, bool]:
    """Return the body, and whether it goes on or broke off."""
    found = bytearray()
    give_up = time.monotonic() + seconds
    try:
        for piece in response.iter_bytes():
            found += piece
            if len(found) > MOST_BYTES or time.monotonic() > give_up:
                return bytes(found), True
    except httpx.HTTPError:
        return bytes(found), True
    return bytes(found), False


def pause_before_again(exchange: Exchange, attempt: int) -> float | None:
    """Return the seconds to wait before a request is sent again, or None: only 429 says that nothing was done.

    ``attempt`` counts from 0. Without Retry-After a read waits longer each time; a create does not wait, as then the
    queue is full and only the end of a task would make room.
    """
    if exchange.status != 429:
        return None
    asked = seconds_from(exchange.headers.get("retry-after"), exchange.headers.get("date"))
    if asked is not None:
        return asked if asked <= LONGEST_PAUSE else None
    return None if exchange.method == "POST" else 2.0**attempt

"""Send one HTTP request and record the exchange, even if it fails."""

from __future__ import annotations

import time
from typing import NamedTuple

import httpx
from attrs import evolve

from ...core.wire import seconds_from
from ..exchange import Exchange

MOST_BYTES = 8 * 2**20
LONGEST_PAUSE = 120.0
"""Seconds; a longer Retry-After takes precedence."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Unanswered(Exception):
    """The service did not begin to answer. ``sent`` is whether the request may have arrived."""

    def __init__(self, error: httpx.HTTPError | httpx.InvalidURL) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.sent = not isinstance(error, NOT_SENT)


class Target(NamedTuple):
    """The address of a service: the prefix of its paths, and the host in it."""

    base_url: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> Target:
        """Split an address."""
        url = httpx.URL(base_url)
        return cls(base_url.rstrip("/"), f"{url.scheme}://{url.netloc.decode()}")


def ask(http: httpx.Client, request: httpx.Request, lost: Exchange, seconds: float, most: int = MOST_BYTES) -> Exchange:
    """Send a request and return the exchange, which is ``lost`` with its answer; raises Unanswered.

    An answer of more than ``most`` bytes, or one that takes longer than ``seconds`` after its headers, stalls or breaks
    off, is cut.
    """
    try:
        response = http.send(request, stream=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unanswered(error) from None
    try:
        body, cut = _read(response, seconds, most)
    finally:
        response.close()
    headers = dict(response.headers)
    return evolve(lost, status=response.status_code, headers=headers, body=body, at=time.time(), cut=cut)


def _read(response: httpx.Response, seconds: float, most: int) -> tuple[bytes, bool]:
    """Return the body, and whether it was incomplete."""
    found = bytearray()
    give_up = time.monotonic() + seconds
    try:
        for piece in response.iter_bytes():
            found += piece
            if len(found) > most or time.monotonic() > give_up:
                return bytes(found[:most]), True
    except httpx.HTTPError:
        return bytes(found), True
    return bytes(found), False


def pause_before_again(exchange: Exchange, attempt: int) -> float | None:
    """Return the seconds to wait before a request is sent again, or None: only 429 means that nothing was done.

    ``attempt`` counts from 0. Without Retry-After a read waits longer each time; a create does not wait, because then
    the queue is full until a task ends.
    """
    if exchange.status != 429:
        return None
    asked = seconds_from(exchange.headers.get("retry-after"), exchange.headers.get("date"))
    if asked is not None:
        return asked if asked <= LONGEST_PAUSE else None
    return None if exchange.method == "POST" else 2.0**attempt

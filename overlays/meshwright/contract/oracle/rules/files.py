"""Rules of both services about the files that answers name: their addresses, and what is served there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ....core.announcements import CONTRACT
from ...addresses import fault_of, file_key, file_type
from ..registry import implements
from ..situation import Situation

EXPIRES = re.compile(r"[?&]Expires=(\d{1,12})(?:&|$)")
SHORTEST = 300.0
"""Seconds for which an address is at least good when it is answered."""


@implements("meshy.file.address")
@implements("flighthub.file.address")
def address(now: Situation) -> Iterator[str]:
    """Addresses that cannot be fetched."""
    for place, found in now.files:
        if fault := fault_of(found):
            yield f"{place}: {str(found).partition('?')[0][:60]!r} {fault}"


@implements("meshy.file.served")
@implements("flighthub.file.served")
def served(now: Situation) -> Iterator[str]:
    """Files that are not served, or have another type than their address."""
    exchange = now.exchange
    place = now.memory.files.get(file_key(exchange.url))
    if place is None or now.operation is not None or exchange.method not in ("GET", "HEAD"):
        return
    name = f"{place} ({urlsplit(exchange.url).path.rpartition('/')[2][:60]})"
    if exchange.status not in (200, 206):
        where = exchange.headers.get("location", "").partition("?")[0]
        yield f"{name}: {exchange.status}{f', a redirect to {where[:80]}' if where else ''}"
        return
    wanted = file_type(exchange.url)
    if not exchange.media_type:
        yield f"{name}: no media type"
    elif exchange.media_type == "text/html" or exchange.media_type not in (
        wanted.media_types or (exchange.media_type,)
    ):
        yield f"{name}: media type {exchange.media_type}"
    if exchange.method == "GET" and wanted.first not in exchange.body[:16]:
        yield f"{name}: its first bytes are {exchange.body[:16]!r}"


@implements("meshy.file.lifetime")
def lifetime(now: Situation) -> Iterator[str]:
    """Addresses that have ended, or end within the next minutes; an emulator has a clock of its own."""
    for place, found in now.files if now.now and CONTRACT not in now.exchange.headers else ():
        ends = EXPIRES.search(found) if isinstance(found, str) else None
        if ends and int(ends[1]) < now.now + SHORTEST:
            yield f"{place}: Expires {ends[1]}, {int(ends[1]) - now.now:.0f} s after the answer"

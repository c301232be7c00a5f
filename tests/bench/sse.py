"""Measure decoding of an event stream beside httpx-sse 0.4.3 in one run: events a second, and that both say the same.

Run by hand: ``pip install httpx-sse==0.4.3 && python tests/bench/sse.py [EVENTS]``. The stream is a task's, read in
blocks of several sizes; httpx-sse gets its text through httpx's own line splitting, as its users do.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator

import httpx
from httpx_sse import EventSource
from meshwright.sse import EventStreamDecoder

ROUNDS = 5


def stream(count: int) -> bytes:
    """Write the events of a task that runs for long."""
    states = (
        {"id": "018a210d-8ba4-705c-b111-1f1776f7f578", "status": "IN_PROGRESS", "progress": n} for n in range(count)
    )
    return b"".join(f"event: message\ndata: {json.dumps(state)}\n\n".encode() for state in states)


def blocks(content: bytes, size: int) -> Iterator[bytes]:
    """Cut the stream."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


def ours(content: bytes, size: int) -> list[tuple[str, str]]:
    """Decode with our decoder."""
    decoder = EventStreamDecoder()
    return [(event.event, event.data) for block in blocks(content, size) for event in decoder.feed(block)]


def theirs(content: bytes, size: int) -> list[tuple[str, str]]:
    """Decode with httpx-sse."""
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=blocks(content, size))
    return [(event.event, event.data) for event in EventSource(response).iter_sse()]


def rate(decode: Callable[[bytes, int], list[tuple[str, str]]], content: bytes, size: int) -> float:
    """Return the events a second of the best of some rounds."""
    best = float("inf")
    count = 0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        count = len(decode(content, size))
        best = min(best, time.perf_counter() - begun)
    return count / best


def main() -> None:
    """Measure and print."""
    content = stream(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    for size in (64, 1024, 16384):
        assert ours(content, size) == theirs(content, size)
        mine, other = rate(ours, content, size), rate(theirs, content, size)
        print(f"blocks of {size:>5}: {mine:>9,.0f} events/s, httpx-sse {other:>9,.0f}, ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()

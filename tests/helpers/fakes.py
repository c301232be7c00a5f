"""A transport in memory, with a clock that only moves during a wait."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from attrs import define, field
from meshwright.core.wire import Reply, Request
from meshwright.errors import ConnectionFailed

MOST = 10_000
"""More requests, pauses or blocks of a stream are taken for a loop that never ends."""
T = TypeVar("T")
Step = tuple[float, bytes | Exception]
"""Seconds that pass, then bytes that come or the error that is raised."""


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """Answer in JSON."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(
        status=status, headers={"content-type": "application/json", **named}, content=json.dumps(value).encode()
    )


def event(value: Any, kind: str = "message") -> bytes:
    """Write one event of a stream."""
    return f"event: {kind}\ndata: {json.dumps(value)}\n\n".encode()


@define
class FakeStream:
    """A body that arrives as scripted; silence beyond the request's timeout ends it."""

    transport: FakeTransport
    head: Reply
    steps: Sequence[Step]
    timeout: float

    async def chunks(self) -> AsyncGenerator[bytes]:
        for number, (seconds, what) in enumerate(self.steps):
            assert number < MOST, "a loop that never ends"
            if seconds > self.timeout:
                self.transport.clock += self.timeout
                raise ConnectionFailed("silent", sent=True)
            self.transport.clock += seconds
            if isinstance(what, Exception):
                raise what
            yield what

    raw_chunks = chunks

    async def read(self) -> Reply:
        content = b"".join([chunk async for chunk in self.chunks()])
        return Reply(status=self.head.status, headers=self.head.headers, content=content)


@define
class FakeTransport:
    """Answers from functions of the request; keeps what was asked and how long was slept."""

    answer: Callable[[Request], Reply]
    streamed: Callable[[Request], tuple[Reply, Iterable[Step]]]
    clock: float = 1000.0
    requests: list[Request] = field(factory=list)
    streams: list[Request] = field(factory=list)
    slept: list[float] = field(factory=list)
    open_streams: int = 0
    seconds_per_request: float = 0.0

    async def send(self, request: Request) -> Reply:
        assert len(self.requests) < MOST, "a loop that never ends"
        self.requests.append(request)
        self.clock += self.seconds_per_request
        return self.answer(request)

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncIterator[FakeStream]:
        self.streams.append(request)
        head, steps = self.streamed(request)
        self.open_streams += 1
        try:
            yield FakeStream(self, head, steps, request.timeout)  # type: ignore[arg-type]
        finally:
            self.open_streams -= 1

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        assert len(self.slept) < MOST, "a loop that never ends"
        self.slept.append(seconds)
        self.clock += seconds

    async def in_thread(self, work: Callable[[], T]) -> T:
        return work()

    def now(self) -> float:
        return self.clock

    def wall(self) -> float:
        return self.clock

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
        return [await job() for job in jobs]

    async def aclose(self) -> None:
        pass

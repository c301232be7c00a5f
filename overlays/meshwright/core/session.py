"""Perform one call of the API: encode, send, retry, and read the result or raise. Knows no service and no socket."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Generic, Protocol, Self, TypeVar

from attrs import Factory, evolve, field, frozen
from meshwright_api._runtime import Operation

from ..errors import ConnectionFailed, InputError, SubmissionUnknown, UnexpectedResponse
from .announcements import Announcements
from .dialect import Dialect
from .files import json_body
from .hooks import Downloaded, Exchange, Waited, call_hook
from .redaction import Redactor
from .refusals import error_for, is_queue_full
from .retrying import SAFE_METHODS, RetryPolicy, delay_before_retry, may_have_arrived
from .service_clock import ServiceClock
from .sse import EventStreamDecoder, EventTooLarge
from .wire import Reply, Request, Stream, Transport

T = TypeVar("T")

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
"""Exceptions that parsing hostile data may raise."""
LAST_LOOK = 0.75
"""Seconds that the last request of a wait may exceed the deadline: a task is read once more at the deadline."""
LATE = 0.1
"""Seconds after which a request can no longer use its first slot of the rate limit; it takes another then."""


logger = logging.getLogger("meshwright")


@frozen
class Raw(Generic[T]):
    """A result with the answer that it was read from."""

    parsed: T
    reply: Reply
    """``status``, ``headers``, ``request_id``, ``content``."""


class Pacing(Protocol):
    """Limits the request rate."""

    def delay(self, now: float) -> float:
        """Reserve the next slot and return the seconds until it."""
        ...


def _service_clock(session: Session) -> ServiceClock:
    return ServiceClock(session.transport)


def _redactor(session: Session) -> Redactor:
    return Redactor.of_headers(session.headers)


@frozen(kw_only=True)
class Session:
    """The settings of calls. Frozen: ``attrs.evolve`` returns one with other settings and the same connections."""

    transport: Transport
    dialect: Dialect
    """Names and values of the service."""
    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    """Sent with every call of the API, and only with those; they include the key."""
    timeout: float = 60.0
    """Timeout of each connect, read and write, in seconds."""
    until: float | None = None
    """Time by the transport's clock after which nothing is retried; requests end at most ``LAST_LOOK`` later."""
    retry: RetryPolicy = RetryPolicy()
    pacer: Pacing | None = None
    """Limits the request rate; shared by all sessions with these connections."""
    hooks: tuple[Callable[[Exchange], None], ...] = ()
    """Called after every exchange; their exceptions are logged and do not propagate."""
    service_clock: ServiceClock = field(repr=False, eq=False, default=Factory(_service_clock, takes_self=True))
    """The service's time, according to the answers so far; shared by all sessions with these connections."""
    announcements: Announcements = field(repr=False, eq=False, factory=Announcements)
    """The announcements of all answers so far; shared by all sessions with these connections."""
    redact: Redactor = field(init=False, repr=False, eq=False, default=Factory(_redactor, takes_self=True))
    """Redacts the secrets of the headers in every answer."""

    def bounded(self, until: float | None) -> Self:
        """Return a session whose requests end at ``until``; None sets no limit."""
        return self if until is None else evolve(self, until=until)

    async def call(self, operation: Operation[T], request: Request | None = None) -> T:
        """Perform an operation and return its parsed answer; raises the errors listed in ``errors``."""
        return self.read(operation, await self.perform(operation, request))

    async def perform(self, operation: Operation[Any], request: Request | None = None) -> Reply:
        """Perform an operation with its retries and return the raw 2xx answer.

        ``request`` is the encoded operation, for callers that send it more than once: an open file can be read once.
        """
        now = self.transport.now
        request = request or self.request(operation)
        attempt, perhaps_done = 0, False
        while True:
            attempt += 1
            await self._turn()
            outcome: Reply | ConnectionFailed
            begun = now()
            try:
                outcome = self.redact.reply(await self.transport.send(request))
            except ConnectionFailed as error:
                outcome = self.redact.error(error)
            self._tell(operation, attempt, now() - begun, outcome)
            if isinstance(outcome, Reply) and outcome.ok:
                return outcome
            if perhaps_done and isinstance(outcome, Reply) and outcome.status == 404:
                return evolve(outcome, status=204, content=b"")  # an earlier DELETE succeeded, but its answer was lost
            repeated = self.repeated_as(operation)
            perhaps_done = perhaps_done or (repeated == "DELETE" and may_have_arrived(outcome))
            delay = self._delay(repeated, outcome, attempt)
            if delay is None or (self.until is not None and now() >= self.until):
                raise self.failure(operation, outcome)
            await self._sleep(delay)

    def repeated_as(self, operation: Operation[Any]) -> str:
        """Return the method whose rules decide whether a call is sent again; POST for one that must not take effect
        twice.
        """
        return operation.method

    def _delay(self, method: str, outcome: Reply | ConnectionFailed, attempt: int) -> float | None:
        """Return the seconds to wait before the next attempt, or None to stop retrying."""
        if isinstance(outcome, Reply) and is_queue_full(outcome, self.dialect):
            return None
        return delay_before_retry(method, outcome, attempt, self.retry)

    async def _turn(self) -> None:
        """Wait for the rate limit; raises ConnectionFailed if the wait would exceed the deadline.

        A slot that has passed is lost, else a process that was stopped would send all its requests at once. It may
        have passed by twice as much each time, so that a process that always wakes late still sends its requests.
        """
        now, late = self.transport.now, LATE
        while self.pacer is not None and (delay := self.pacer.delay(now())) > 0:
            slot = now() + delay
            if self.until is not None and slot > self.until + LAST_LOOK:
                await self._sleep(delay)
                raise ConnectionFailed("the rate limit leaves no request before the deadline", sent=False)
            await self.transport.sleep(delay)
            if now() <= slot + late:
                return
            late *= 2

    async def _sleep(self, seconds: float) -> None:
        """Sleep, at most until the deadline."""
        left = seconds if self.until is None else max(0.0, self.until - self.transport.now())
        await self.transport.sleep(min(seconds, left))

    def _tell(self, operation: Operation[Any], attempt: int, seconds: float, outcome: Reply | ConnectionFailed) -> None:
        """Log an exchange and call the hooks."""
        if isinstance(outcome, Reply):
            self.service_clock.note(outcome.headers)
            self.announcements.note(operation.name, operation.method, outcome.headers)
        said = outcome.status if isinstance(outcome, Reply) else outcome
        name = outcome.request_id if isinstance(outcome, Reply) else None
        logger.debug("%s %s: %s in %.0f ms (request %s)", operation.method, operation.path, said, seconds * 1000, name)
        if not self.hooks:
            return
        exchange = Exchange(
            operation=operation.name,
            method=operation.method,
            path=operation.path,
            params=operation.params,
            attempt=attempt,
            seconds=seconds,
            outcome=outcome,
        )
        for hook in self.hooks:
            call_hook(hook, exchange, operation.name)

    def event(self, event: Waited | Downloaded) -> None:
        """Call the hooks that take more than exchanges."""
        for hook in self.hooks:
            if (take := getattr(hook, "event", None)) is not None:
                call_hook(take, event, event.kind)

    def failure(self, operation: Operation[Any], outcome: Reply | ConnectionFailed) -> Exception:
        """Return the error for an outcome without success: SubmissionUnknown for a POST that may have arrived."""
        lost = operation.method not in SAFE_METHODS
        lost = lost and may_have_arrived(outcome)
        if isinstance(outcome, ConnectionFailed):
            return SubmissionUnknown(operation.name, str(outcome)) if lost else outcome
        error = error_for(outcome, operation.name, self.dialect, operation.path)
        if lost:
            unknown = SubmissionUnknown(operation.name, f"HTTP {outcome.status}: {error.message}")
            unknown.__cause__ = error
            return unknown
        return error

    def request(self, operation: Operation[Any]) -> Request:
        """Return the encoded operation; raises InputError for a local file that cannot be sent."""
        accept = "text/event-stream" if operation.streams else "application/json"
        return Request(
            method=operation.method,
            url=self.base_url + operation.path,
            params=operation.params,
            headers={**self.headers, "accept": accept},
            body=None if operation.body is None else json_body(operation.body, operation.files),
            timeout=self.timeout,
            until=None if self.until is None else self.until + LAST_LOOK,
        )

    def read(self, operation: Operation[T], reply: Reply) -> T:
        """Return the parsed 2xx answer; raises UnexpectedResponse, or SubmissionUnknown for the answer to a create."""
        try:
            return operation.parse(reply.json() if reply.content.strip() else None)
        except UNREADABLE as error:
            kind = reply.headers.get("content-type", "no content type")
            unexpected = UnexpectedResponse(
                f"cannot read the answer ({kind}): {error}", operation=operation.name, reply=reply
            )
            if operation.method not in SAFE_METHODS:
                raise SubmissionUnknown(operation.name, str(unexpected)) from unexpected
            raise unexpected from error

    @asynccontextmanager
    async def _opened(self, request: Request) -> AsyncGenerator[Stream]:
        """Open a request of the API; secrets are redacted in its errors."""
        try:
            async with self.transport.open(request) as stream:
                yield stream
        except ConnectionFailed as error:
            raise self.redact.error(error) from None

    async def events(self, operation: Operation[Any], *, idle: float) -> AsyncGenerator[dict[str, Any]]:
        """Yield the JSON objects of an event stream. Ends with the stream, or at ``until``.

        Raises ConnectionFailed when the stream breaks off, sends no byte for ``idle`` seconds or sends nothing more
        before ``until``, the error that an ``error`` event reports (also after HTTP 200), and UnexpectedResponse for
        an answer that is not an event stream.
        """
        request = self.request(operation)
        decoder = EventStreamDecoder()
        await self._turn()
        begun = self.transport.now()
        async with self._opened(evolve(request, timeout=idle, until=self.until)) as stream:
            head = self.redact.reply(stream.head)
            self._tell(operation, 1, self.transport.now() - begun, head)
            if not head.ok:
                raise error_for(self.redact.reply(await stream.read()), operation.name, self.dialect, operation.path)
            if not head.headers.get("content-type", "").startswith("text/event-stream"):
                raise UnexpectedResponse(
                    "the answer is not an event stream",
                    operation=operation.name,
                    reply=self.redact.reply(await stream.read()),
                )
            try:
                async with aclosing(stream.chunks()) as chunks:
                    async for chunk in chunks:
                        for event in decoder.feed(chunk):
                            yield self._event_data(event.event, self.redact.text(event.data), operation, head)
                        if self.until is not None and self.transport.now() >= self.until:
                            return
            except EventTooLarge as error:
                raise UnexpectedResponse(str(error), operation=operation.name, reply=head) from error

    def _event_data(self, event: str, data: str, operation: Operation[Any], head: Reply) -> dict[str, Any]:
        try:
            value: dict[str, Any] = json.loads(data)
            if value.__class__ is not dict:
                raise TypeError(f"expected a JSON object, got {type(value).__name__}")
            if event == "error":
                reply = Reply(status=int(value["status_code"]), headers=head.headers, content=data.encode())
                raise error_for(reply, operation.name, self.dialect, operation.path)
        except UNREADABLE as error:
            reply = Reply(status=head.status, headers=head.headers, content=data.encode())
            raise UnexpectedResponse(f"cannot read an event: {error}", operation=operation.name, reply=reply) from error
        else:
            return value


def checked_header(name: str, value: str) -> str:
    """Return a header value; raises InputError, without showing the value, if a header cannot hold it."""
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise InputError(name, "contains spaces around it, line ends or characters outside ASCII")
    return value

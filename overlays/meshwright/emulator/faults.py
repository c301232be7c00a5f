"""Faults on demand: which fault, for how many requests, or at which random rate. This module selects; the endpoints
apply.

A fault is armed in the settings, by an admin call, or for one request by the header ``x-meshwright-fault``. Random
faults are seeded, so a run can be repeated.
"""

from __future__ import annotations

from enum import StrEnum
from random import Random
from threading import Lock

from attrs import define, evolve, field, frozen

HEADER = "x-meshwright-fault"


class Fault(StrEnum):
    """The faults. Drop, truncate, rate_limit, server_error, bad_gateway, unavailable, html and slow apply to calls of
    either service, all others to Meshy's only.
    """

    FAIL_TASK = "fail_task"
    STUCK_TASK = "stuck_task"
    ACCEPT_THEN_DROP = "accept_then_drop"
    DROP = "drop"
    TRUNCATE = "truncate"
    RATE_LIMIT = "rate_limit"
    QUEUE_FULL = "queue_full"
    NO_CREDITS = "no_credits"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    UNAVAILABLE = "unavailable"
    HTML = "html"
    SLOW = "slow"
    SSE_CUT = "sse_cut"
    SSE_STALL = "sse_stall"
    SSE_GARBAGE = "sse_garbage"
    SSE_MULTILINE = "sse_multiline"
    SSE_ERROR = "sse_error"
    URL_EXPIRED = "url_expired"
    NULLS = "nulls"
    EMPTY_STRINGS = "empty_strings"


CATALOGUE: dict[Fault, tuple[str, str]] = {
    Fault.FAIL_TASK: (
        "Fail the next task",
        "The next task that is created ends FAILED; fail_task:moderation_blocked names the code.",
    ),
    Fault.STUCK_TASK: (
        "Never end the next task",
        "The next task that is created stays IN_PROGRESS at 99 percent forever and keeps its place in the queue.",
    ),
    Fault.ACCEPT_THEN_DROP: (
        "Accept, then hang up",
        "The next create is carried out and charged, but its answer never arrives.",
    ),
    Fault.DROP: ("Hang up", "The connection is closed without an answer; nothing is done."),
    Fault.TRUNCATE: ("Cut the answer", "The answer ends in the middle of its body."),
    Fault.RATE_LIMIT: ("429, rate", "RateLimitExceeded with Retry-After."),
    Fault.QUEUE_FULL: ("429, queue", "NoMorePendingTasks, without Retry-After."),
    Fault.NO_CREDITS: ("402", "Insufficient credits."),
    Fault.SERVER_ERROR: ("500", "The service failed; nothing was done."),
    Fault.BAD_GATEWAY: ("502", "A gateway's HTML page; nothing was done."),
    Fault.UNAVAILABLE: ("503", "Unavailable for a moment, with Retry-After; nothing was done."),
    Fault.HTML: ("HTML with 200", "An HTML page in place of JSON; nothing was done."),
    Fault.SLOW: ("Slow", "The answer takes 3 s of real time longer."),
    Fault.SSE_CUT: ("Cut the stream", "The event stream ends after two events."),
    Fault.SSE_STALL: ("Silence the stream", "The event stream sends nothing after its first event, but stays open."),
    Fault.SSE_GARBAGE: ("Garbage in the stream", "The data of an event is not JSON."),
    Fault.SSE_MULTILINE: ("Multi-line events", "The JSON of each event is spread over many data lines."),
    Fault.SSE_ERROR: ("Error in the stream", "An error event with status 500 arrives after HTTP 200."),
    Fault.URL_EXPIRED: ("Expired URL", "The next file answers 403 as if its URL had expired."),
    Fault.NULLS: ("Nulls", "Members of the next task that may be absent are null."),
    Fault.EMPTY_STRINGS: ("Empty strings", "Formats that were not made are empty strings."),
}
ON_CREATE = frozenset({Fault.FAIL_TASK, Fault.STUCK_TASK, Fault.ACCEPT_THEN_DROP, Fault.QUEUE_FULL, Fault.NO_CREDITS})
ON_STREAM = frozenset({Fault.SSE_CUT, Fault.SSE_STALL, Fault.SSE_GARBAGE, Fault.SSE_MULTILINE, Fault.SSE_ERROR})
ON_READ = frozenset({Fault.NULLS, Fault.EMPTY_STRINGS})
CHAOS = tuple(fault for fault in Fault if fault not in (Fault.NO_CREDITS, Fault.STUCK_TASK))
"""The faults that are drawn at random; none of them empties the account or keeps a task from ending."""


@frozen
class Armed:
    """A selected fault, with the detail after its colon."""

    fault: Fault
    detail: str = ""
    waited: bool = False
    """Whether it was armed, rather than requested by the header or drawn at random."""

    @classmethod
    def parse(cls, text: str) -> Armed:
        """Read ``name`` or ``name:detail``; raises ValueError naming the known ones."""
        name, _, detail = text.partition(":")
        try:
            return cls(Fault(name.strip()), detail.strip())
        except ValueError:
            raise ValueError(f"unknown fault {name!r}; choose one of {', '.join(Fault)}") from None

    def fits(self, verb: str) -> bool:
        """Return whether the fault applies to a request of this kind. Meshy's kinds are create, get, list, stream,
        delete and file; all of FlightHub's are ``call``, to which the faults of any service apply.
        """
        if self.fault in ON_CREATE:
            return verb == "create"
        if self.fault in ON_STREAM:
            return verb == "stream"
        if self.fault in ON_READ:
            return verb in ("get", "list")
        if self.fault is Fault.URL_EXPIRED:
            return verb == "file"
        if self.fault is Fault.TRUNCATE:
            return verb in ("create", "get", "list", "call")
        return verb != "file" or self.fault in (Fault.DROP, Fault.SERVER_ERROR)


@define
class Faults:
    """The armed faults. May be armed from any thread."""

    random: Random
    rate: float = 0.0
    """Share of the requests that get a random fault."""
    _armed: list[Armed] = field(init=False, factory=list[Armed])
    _lock: Lock = field(init=False, factory=Lock)

    def arm(self, text: str, count: int = 1) -> None:
        """Arm a fault for the next requests that it applies to; raises ValueError."""
        armed = evolve(Armed.parse(text), waited=True)
        with self._lock:
            self._armed += [armed] * count

    def disarm(self) -> None:
        """Disarm all faults."""
        with self._lock:
            self._armed.clear()

    @property
    def waiting(self) -> tuple[Armed, ...]:
        """The armed faults, the next one first."""
        return tuple(self._armed)

    def take(self, verb: str, asked: str | None = None) -> Armed | None:
        """Return the fault for this request: the one in its header, an armed one, or a random one."""
        if asked:
            wanted = Armed.parse(asked)
            return wanted if wanted.fits(verb) else None
        with self._lock:
            for armed in self._armed:
                if armed.fits(verb):
                    self._armed.remove(armed)
                    return armed
        if self.rate and self.random.random() < self.rate:
            return self.random.choice([armed for armed in map(Armed, CHAOS) if armed.fits(verb)])
        return None

    def put_back(self, armed: Armed) -> None:
        """Keep a fault armed: the request was refused before the fault was applied."""
        if armed.waited:
            with self._lock:
                self._armed.insert(0, armed)

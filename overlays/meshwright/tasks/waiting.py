"""Follow a task to its end: by the event stream while it is open, then by polling. Works over any transport.

The stream is a convenience; GET is authoritative. The task is polled if the stream route answers with any error but a
bad key, if the stream breaks off or is idle, and in the last seconds before a deadline. A task is gone once two GETs,
a poll apart, have answered 404. An unknown status is treated as running, with one warning; one that is not a text is an
error at 100 percent.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from random import random as _random
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from attrs import define, field, frozen
from meshwright_api._runtime import Operation

from ..core.dialect import Statuses
from ..core.retrying import PASSING_STATUSES
from ..core.session import UNREADABLE
from ..errors import (
    ApiError,
    AuthenticationError,
    ConnectionFailed,
    MeshwrightWarning,
    NotFound,
    TaskCanceled,
    TaskFailed,
    UnexpectedResponse,
    WaitTimeout,
)
from .oddities import check_status, warn_of_odd
from .reasons import failure_reason
from .session import TaskSession

Key: TypeAlias = tuple[str | int, ...]
"""The place of a value in a task: names of members, and indexes of lists."""
LARGEST_COST = 10**9
"""Highest plausible cost of a task in credits."""
VISIBLE = 30.0
"""Seconds after its create in which GET may not find a task yet."""


class Task(Protocol):
    """The protocol of a task of any service and resource."""

    file_places: ClassVar[tuple[tuple[str, ...], ...]]
    """Places of the URLs of its files, as steps; ``*`` matches every member."""
    notes: Sequence[str]
    """The emulator's notes on its result; empty for the service."""

    @property
    def id(self) -> str:
        """The id of the task; its format is not specified."""
        ...

    @property
    def status(self) -> str:
        """PENDING, IN_PROGRESS, SUCCEEDED, FAILED or CANCELED in the service's spelling, or an unknown status."""
        ...

    @property
    def progress(self) -> int:
        """Progress in percent."""
        ...

    @property
    def task_error(self) -> Any:
        """The service's reason for a failure."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        ...


def cost_of(task: Task) -> int | None:
    """Return the credits that a task cost; None if they are missing or not a plausible number."""
    cost: Any = getattr(task, "consumed_credits", None)
    known = isinstance(cost, int) and not isinstance(cost, bool) and 0 <= cost <= LARGEST_COST
    return cost if known else None


def urls_of(task: Task) -> dict[Key, str]:
    """Return the URLs of a task's files by their places."""
    members = task.to_dict()
    return {key: url for place in task.file_places for key, url in _urls(members, place, ()) if url}


def _urls(value: Any, place: tuple[str, ...], key: Key) -> Iterator[tuple[Key, str]]:
    if not place and isinstance(value, str):
        yield key, value
    members: Mapping[Any, Any] = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        members = dict(enumerate(value))
    if place:
        for step in members if place[0] == "*" else {place[0]} & members.keys():
            yield from _urls(members[step], place[1:], (*key, step))


Done_co = TypeVar("Done_co", covariant=True)


class Ends(Task, Protocol[Done_co]):
    """A task whose class knows, for type checkers, the class of one that has SUCCEEDED."""

    def _succeeded(self) -> Done_co: ...


T = TypeVar("T", bound=Task)
R = TypeVar("R")


@frozen(kw_only=True)
class Pace:
    """Intervals of a wait in seconds; the defaults follow the services and their own clients."""

    idle: float = 45.0
    """Idle timeout of a stream; the service repeats the state about every 10 s."""
    first_poll: float = 5.0
    factor: float = 1.5
    longest_poll: float = 30.0
    jitter: float = 0.1

    def polls(self, random: Callable[[], float] = _random) -> Iterator[float]:
        """Yield the delays between polls."""
        delay = self.first_poll
        while True:
            yield delay * (1 + self.jitter * (2 * random() - 1))
            delay = min(delay * self.factor, self.longest_poll)


@frozen
class Watch(Generic[T]):
    """One task being followed."""

    session: TaskSession
    task_id: str
    get: Operation[T]
    stream: Operation[T]
    timeout: float | None
    pace: Pace = Pace()
    created: float | None = None
    """When this process created the task, by the transport's clock."""

    async def updates(self) -> AsyncGenerator[T]:
        """Yield every new state, the terminal one last; raises WaitTimeout at the deadline."""
        now, statuses = self.session.transport.now, self.session.dialect.statuses
        deadline = None if self.timeout is None else now() + self.timeout
        idle = self.pace.idle if self.timeout is None else min(self.pace.idle, self.timeout / 4)
        absence = Absence(self.session, self.task_id, self.pace, self.created)
        seen: T | None = None
        warned: set[str] = set()
        sources = [self._streamed(idle, deadline)] if idle > 0 else []
        for source in [*sources, polled(self.session, self.get, self.pace, deadline, absence)]:
            async with aclosing(source):
                async for task in source:
                    if task == seen:
                        continue
                    seen = task
                    check_status(task, self.task_id, self.get.name)
                    status = str(task.status)
                    warn_once(status, warned, statuses)
                    warn_of_odd(task, warned, done=status == statuses.succeeded)
                    ended = statuses.ended(status)
                    if ended and self.session.ledger is not None:
                        self.session.ledger.ended(self.task_id, statuses.verdict(status), cost_of(task))
                    yield task
                    if ended:
                        return
        raise WaitTimeout(self.task_id, seen, self.timeout or 0.0)

    async def _streamed(self, idle: float, deadline: float | None) -> AsyncGenerator[T]:
        """Yield merged states from the event stream; ends with the stream, or ``idle`` seconds before the deadline."""
        state: dict[str, Any] = {}
        session = self.session.bounded(None if deadline is None else deadline - idle)
        try:
            async with aclosing(session.events(self.stream, idle=idle)) as events:
                async for event in events:
                    state = {**state, **event}  # events before the last hold only the changed members
                    task = self.stream.parse(state)
                    check_status(task, self.task_id, self.stream.name)
                    if task.status == self.session.dialect.statuses.succeeded and not urls_of(task):
                        task = await self.session.bounded(deadline).call(self.get)
                    yield task
        except AuthenticationError:
            raise
        except (ConnectionFailed, ApiError, UnexpectedResponse, *UNREADABLE):
            return  # polling reports the state or the error

    async def finish(self, on_update: Callable[[T], Any] | None, *, check: bool) -> T:
        """Return the terminal task; with ``check`` raise TaskFailed or TaskCanceled if it did not succeed."""
        last: T | None = None
        async with aclosing(self.updates()) as updates:
            async for last in updates:
                if on_update is not None:
                    on_update(last)
        assert last is not None  # updates() either yields or raises
        return checked(last, self.session.dialect.statuses) if check else last


@define
class Absence:
    """Decides whether a task that GET does not find is gone, and records it in the ledger then.

    Two such answers must be a poll apart, as a gateway may answer for the service; a task that was created a moment ago
    may not be visible yet.
    """

    session: TaskSession
    task_id: str
    pace: Pace
    created: float | None = None
    """When this process created the task, by the transport's clock."""
    _since: float | None = field(init=False, default=None)

    def end(self) -> None:
        """Record that the task was found."""
        self._since = None

    def visible(self) -> bool:
        """Return whether the task was created long enough ago to be found."""
        return self.created is None or self.session.transport.now() >= self.created + VISIBLE

    def confirm(self) -> bool:
        """Record that the task was not found; return whether it is gone."""
        now = self.session.transport.now()
        self._since = now if self._since is None else self._since
        gone = self.visible() and now - self._since >= self.pace.first_poll / 2
        if gone and self.session.ledger is not None:
            self.session.ledger.gone(self.task_id)
        return gone


async def polled(
    session: TaskSession, get: Operation[R], pace: Pace, deadline: float | None, absence: Absence | None = None
) -> AsyncGenerator[R]:
    """Yield the answers of a GET until the deadline, with the pauses that the service requests.

    Raises the error of the first GET; later transient errors are retried. ``absence`` decides about NotFound.
    """
    session = session.bounded(deadline)
    transport = session.transport
    seen = False
    for delay in pace.polls():
        pause = delay
        try:
            reply = await session.perform(get)
        except (ConnectionFailed, ApiError) as error:
            over = deadline is not None and transport.now() >= deadline
            if absence is not None and isinstance(error, NotFound):
                if absence.confirm() or (over and absence.visible()):
                    raise
            elif not passes(error) or not (seen or over):
                raise
        else:
            seen = True
            if absence is not None:
                absence.end()
            yield session.read(get, reply)
            pause = max(delay, min(reply.retry_after or 0.0, pace.longest_poll))
        if deadline is not None:
            left = deadline - transport.now()
            if left <= 0:
                return
            pause = min(pause, left)
        await transport.sleep(pause)


def checked(task: T, statuses: Statuses) -> T:
    """Return a task, unless it FAILED or was CANCELED: then raise TaskFailed or TaskCanceled."""
    if task.status in (statuses.failed, statuses.canceled):
        kind = TaskFailed if task.status == statuses.failed else TaskCanceled
        unstated = "no reason given" if kind is TaskFailed else "it was canceled on request"
        reason = failure_reason(task.task_error) or unstated
        raise kind(f"task {task.id} {task.status}: {reason}", task=task)
    return task


def passes(error: ConnectionFailed | ApiError) -> bool:
    """Return whether retrying the request may succeed."""
    return isinstance(error, ConnectionFailed) or error.status in PASSING_STATUSES


def warn_once(status: str, warned: set[str], statuses: Statuses) -> None:
    """Warn about an unknown status, unless it is in ``warned``."""
    if status not in warned and not statuses.known(status):
        warned.add(status)
        warnings.warn(f"unknown task status {status!r}, treated as running", MeshwrightWarning, stacklevel=2)

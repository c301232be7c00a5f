"""Follow a task to its end: the event stream while it lives, then polling. Written once; asks a transport for
everything.

The stream is left for good when it breaks off or falls silent, and for the last stretch before a deadline, so that
no wait overshoots it by more than a poll. A status that is not known counts as running and is warned about once.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Callable, Iterator
from random import random as _random
from typing import Any, Generic, Protocol, TypeVar

from attrs import frozen
from meshwright_api._runtime import Operation

from .errors import (
    ApiError,
    ConnectionFailed,
    MeshwrightWarning,
    TaskCanceled,
    TaskFailed,
    UnexpectedResponse,
    WaitTimeout,
)
from .retrying import PASSING_STATUSES
from .session import Session

SUCCEEDED = "SUCCEEDED"
UNSUCCESSFUL = frozenset({"FAILED", "CANCELED"})
TERMINAL = UNSUCCESSFUL | {SUCCEEDED}
KNOWN = TERMINAL | {"PENDING", "IN_PROGRESS"}


class Task(Protocol):
    """What every task has, whichever service and resource it belongs to."""

    @property
    def id(self) -> str:
        """Names the task; no format is promised."""
        ...

    @property
    def status(self) -> str:
        """PENDING, IN_PROGRESS, SUCCEEDED, FAILED or CANCELED; tomorrow perhaps another."""
        ...

    @property
    def progress(self) -> int:
        """Percent."""
        ...

    @property
    def task_error(self) -> Any:
        """Why it failed."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        ...


T = TypeVar("T", bound=Task)


@frozen(kw_only=True)
class Pace:
    """How a wait goes about it; seconds, drawn from what the services and their own clients do."""

    idle: float = 45.0
    """Silence after which a stream is given up; the service repeats itself about every 10 s."""
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

    session: Session
    task_id: str
    get: Operation[T]
    stream: Operation[T]
    timeout: float | None
    pace: Pace = Pace()

    async def updates(self) -> AsyncGenerator[T]:
        """Yield every new state, the terminal one last; raises WaitTimeout at the deadline."""
        now = self.session.transport.now
        deadline = None if self.timeout is None else now() + self.timeout
        idle = self.pace.idle if self.timeout is None else min(self.pace.idle, self.timeout / 4)
        seen: dict[str, Any] = {}
        warned: set[str] = set()
        sources = [self._streamed(idle, deadline)] if idle > 0 else []
        for source in [*sources, self._polled(deadline)]:
            async for state in source:
                if state == seen:
                    continue
                seen = state
                task = self.get.parse(state)
                _warn_once(task.status, warned)
                yield task
                if task.status in TERMINAL:
                    await source.aclose()
                    return
        raise WaitTimeout(self.task_id, self.get.parse(seen) if seen else None, self.timeout or 0.0)

    async def _streamed(self, idle: float, deadline: float | None) -> AsyncGenerator[dict[str, Any]]:
        """Yield merged states from the event stream; simply ends when the stream does, or the last stretch begins."""
        state: dict[str, Any] = {}
        now = self.session.transport.now
        try:
            async for event in self.session.events(self.stream, idle=idle):
                state = {**state, **event}  # events before the last carry only what changes
                if state.get("status") == SUCCEEDED and not state.get("model_urls"):
                    state = (await self.session.perform(self.get)).json()
                yield state
                if deadline is not None and now() + idle > deadline:
                    return
        except (ConnectionFailed, UnexpectedResponse):
            return  # polling will tell
        except ApiError as error:
            if error.status not in PASSING_STATUSES:
                raise

    async def _polled(self, deadline: float | None) -> AsyncGenerator[dict[str, Any]]:
        """Yield states from GET until the deadline, pausing as the service asks."""
        transport = self.session.transport
        for delay in self.pace.polls():
            reply = await self.session.perform(self.get)
            state = self.session.read(self.get, reply).to_dict()
            yield state
            pause = max(delay, min(reply.retry_after or 0.0, self.pace.longest_poll))
            if deadline is not None:
                left = deadline - transport.now()
                if left <= 0:
                    return
                pause = min(pause, left)
            await transport.sleep(pause)

    async def finish(self, on_update: Callable[[T], Any] | None, *, check: bool) -> T:
        """Return the terminal task; with ``check`` raise TaskFailed or TaskCanceled when it is no success."""
        last: T | None = None
        async for last in self.updates():
            if on_update is not None:
                on_update(last)
        assert last is not None  # updates() either yields or raises
        return checked(last) if check else last


def checked(task: T) -> T:
    """Return a SUCCEEDED task; raise for one that ended otherwise."""
    if task.status in UNSUCCESSFUL:
        reason = getattr(task.task_error, "message", "") or "no reason given"
        kind = TaskFailed if task.status == "FAILED" else TaskCanceled
        raise kind(f"task {task.id} {task.status}: {reason}", task=task)
    return task


def _warn_once(status: str, warned: set[str]) -> None:
    if status not in KNOWN and status not in warned:
        warned.add(status)
        warnings.warn(f"unknown task status {status!r}, taken for running", MeshwrightWarning, stacklevel=2)

"""The stored state: tasks in order of creation, and the credits of the account. An archive keeps it across restarts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from random import Random
from uuid import UUID

from attrs import define, field, frozen

from ...spec.reading import Json
from ..archive import Archive
from ..clock import Clock
from ..jobs import Outcome
from .tasks import PENDING, RETENTION, Task


class NotEnoughCredits(Exception):
    """The balance is less than the price of a task."""


Tasks = dict[str, Task]
TASKS, ACCOUNT = "task", "account"
"""Names of the archive's collections."""


@frozen
class Account:
    """The credits that can be spent."""

    balance: int


@frozen(kw_only=True)
class Ended:
    """A task in the books. Times are seconds since the epoch."""

    id: str
    kind: str
    request: Json
    created: float
    finished: float
    credits: int
    succeeded: bool


@define
class Store:
    """Tasks and credits. Every change is in the archive, if there is one, before the method returns."""

    clock: Clock
    _balance: int
    random: Random
    archive: Archive | None = None
    _tasks: Tasks = field(init=False, factory=Tasks)
    _by_kind: defaultdict[str, Tasks] = field(init=False, factory=lambda: defaultdict[str, Tasks](Tasks))
    _open: Tasks = field(init=False, factory=Tasks)
    """Tasks that may still be unfinished, oldest first."""
    _next_end: float = field(init=False, default=math.inf)
    """When the next of them ends, as far as is known: there is nothing to do before."""
    ended: list[Ended] = field(init=False, factory=list[Ended])
    """The books: tasks as they succeeded or failed. A restart finds those that it still has."""

    def __attrs_post_init__(self) -> None:
        if self.archive is None:
            return
        for _, task in self.archive.records(TASKS, Task):
            self._remember(task)
        for _, account in self.archive.records(ACCOUNT, Account):
            self._balance = account.balance

    @property
    def balance(self) -> int:
        """Credits that can be spent; the credits of a FAILED task are refunded at the moment it fails."""
        self._close_books()
        return self._balance

    def new_id(self) -> str:
        """Make a time-ordered UUID (version 7), like those of the service."""
        stamp = self.clock.milliseconds() & (1 << 48) - 1
        number = stamp << 80 | self.random.getrandbits(80)
        number = number & ~(0xF << 76) | 7 << 76
        id = str(UUID(int=number & ~(0x3 << 62) | 2 << 62))
        return id if id not in self._tasks else self.new_id()  # a seed repeats its ids after a restart

    def add(self, task: Task) -> None:
        """Charge the credits and store the task; raises NotEnoughCredits and then changes nothing."""
        if task.price > self.balance:
            raise NotEnoughCredits(f"Insufficient credits: {task.price} needed, {self.balance} left")
        self._balance -= task.price
        try:
            self._save(task)
        except BaseException:
            self._balance += task.price
            raise
        self._remember(task)

    def pay(self, credits: int) -> None:
        """Take credits for a request that is not a task."""
        if credits:
            self._balance -= credits
            self._save(None)

    def finish(self, task: Task, outcome: Outcome, at: float) -> None:
        """Store the result of the engine, or its error."""
        task.outcome, task.outcome_at = outcome, at
        self._expect(task)
        self._save(task)

    def find(self, id: str, kind: str | None = None) -> Task | None:
        """Return a task (of one kind) that exists and has not expired."""
        task = self._tasks.get(id)
        return task if task is not None and kind in (None, task.kind) and not self._expired(task) else None

    def all(self) -> list[Task]:
        """List the tasks, oldest first."""
        return [task for task in self._tasks.values() if not self._expired(task)]

    def newest(self, count: int) -> list[Task]:
        """List the last tasks, newest first."""
        return list(islice(reversed(self._tasks.values()), count))

    def page(self, kind: str, first: int, count: int, *, oldest_first: bool) -> list[Task]:
        """List some tasks of a kind."""
        tasks = self._by_kind[kind].values()
        first = min(first, len(tasks))  # the requested page may be larger than any machine integer
        return list(islice(tasks if oldest_first else reversed(tasks), first, first + count))

    def delete(self, task: Task) -> None:
        """Delete a task; refund it if it had not started."""
        if task.status(self.clock.now()) == PENDING:
            self._balance += task.price
        self._close_books()
        self._forget([task])

    def cancel(self, task: Task) -> None:
        """End a task at once; refund it if it had not started."""
        now = self.clock.now()
        if task.status(now) == PENDING:
            task.refunded = True
            self._balance += task.price
        task.canceled = now
        self._expect(task)
        self._close_books()
        self._save(task)

    def unfinished(self) -> list[Task]:
        """List the tasks that take up the queue, oldest first."""
        self._close_books()
        return list(self._open.values())

    def ahead_of(self, task: Task) -> int:
        """Count the tasks that were created earlier and still wait."""
        now = self.clock.now()
        return sum(1 for other in self._before(task) if other.status(now) == PENDING)

    def sweep(self) -> list[Task]:
        """Delete and return the tasks that have expired; only tasks that are old enough are checked."""
        self._close_books()
        edge = self.clock.now() - RETENTION
        expired: list[Task] = []
        for task in self._tasks.values():
            if task.created > edge:
                break
            if self._expired(task):
                expired.append(task)
        if expired:
            self._forget(expired)
        return expired

    def clear(self, balance: int) -> None:
        """Delete all tasks and restore the account."""
        self._balance = balance
        self._forget(self.all())
        self.ended.clear()

    def close(self) -> None:
        """Close the archive; after a restart the time continues from here."""
        if self.archive is not None:
            self.keep_time()
            self.archive.close()

    def keep_time(self) -> None:
        """Store the time in the archive: a task that was seen finished must be finished after a restart."""
        self._save(None)

    def _remember(self, task: Task) -> None:
        self._tasks[task.id] = self._by_kind[task.kind][task.id] = self._open[task.id] = task
        self._expect(task)

    def _forget(self, tasks: list[Task]) -> None:
        for task in tasks:
            for known in (self._tasks, self._by_kind[task.kind], self._open):
                known.pop(task.id, None)
        if self.archive is not None:
            with self.archive.together():
                self.archive.remove(TASKS, [task.id for task in tasks])
                self._save(None)

    def _expect(self, task: Task) -> None:
        self._next_end = min(self._next_end, task.end)

    def _close_books(self) -> None:
        """Remove ended tasks from the unfinished ones, and refund the credits of those that failed."""
        now = self.clock.now()
        if now < self._next_end:
            return
        for task in [task for task in self._open.values() if task.end <= now]:
            del self._open[task.id]
            if task.canceled is None:
                self.ended.append(_entry(task, task.end))
            if task.outcome is not None and task.outcome.error and not task.refunded:
                task.refunded = True
                self._balance += task.price
                self._save(task)
        self._next_end = min((task.end for task in self._open.values()), default=math.inf)

    def _save(self, task: Task | None) -> None:
        """Write the account and optionally a task, both or neither."""
        if self.archive is None:
            return
        with self.archive.together():
            self.archive.save(ACCOUNT, "", Account(self._balance))
            if task is not None:
                self.archive.save(TASKS, task.id, task)

    def _before(self, task: Task) -> Iterator[Task]:
        for other in self.unfinished():
            if other is task:
                return
            yield other

    def _expired(self, task: Task) -> bool:
        now = self.clock.now()
        expires = task.expires(now)
        return expires is not None and now >= expires


def _entry(task: Task, finished: float) -> Ended:
    failed = task.outcome is not None and task.outcome.error is not None
    return Ended(
        id=task.id,
        kind=task.kind,
        request=task.request,
        created=task.created,
        finished=finished,
        credits=0 if failed else task.price,
        succeeded=not failed,
    )

"""What the emulator remembers: tasks in order of creation, and the credits of the account. With an archive, also
over restarts.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from attrs import define, field

from ..clock import Clock
from .archive import Archive
from .tasks import IN_PROGRESS, PENDING, RETENTION, Task


class NotEnoughCredits(Exception):
    """The balance does not cover a task."""


@define
class Store:
    """Tasks and credits. Every change is in the archive, if there is one, before the method returns."""

    clock: Clock
    balance: int
    random: Random
    archive: Archive | None = None
    _tasks: dict[str, Task] = field(init=False, factory=dict[str, Task])
    _open: dict[str, Task] = field(init=False, factory=dict[str, Task])
    """Those that may still be unfinished, oldest first."""

    def __attrs_post_init__(self) -> None:
        if self.archive is None:
            return
        for task in self.archive.tasks():
            self._tasks[task.id] = self._open[task.id] = task
        self.balance = self.archive.balance(self.balance)
        self.clock.not_before(max((task.created for task in self._tasks.values()), default=0.0))

    def new_id(self) -> str:
        """Make a time-ordered UUID (version 7), as the service's are."""
        stamp = self.clock.milliseconds() & (1 << 48) - 1
        number = stamp << 80 | self.random.getrandbits(80)
        number = number & ~(0xF << 76) | 7 << 76
        return str(UUID(int=number & ~(0x3 << 62) | 2 << 62))

    def add(self, task: Task) -> None:
        """Take the credits and remember the task; raises NotEnoughCredits and then changes nothing."""
        if task.price > self.balance:
            raise NotEnoughCredits(f"Insufficient credits: {task.price} needed, {self.balance} left")
        self.balance -= task.price
        self._tasks[task.id] = self._open[task.id] = task
        self.save(task)

    def save(self, task: Task) -> None:
        """Write a task and the balance to the archive."""
        if self.archive is not None:
            self.archive.save(task, self.balance)

    def find(self, id: str, kind: str | None = None) -> Task | None:
        """Return a task (of one kind) that exists and has not expired."""
        task = self._tasks.get(id)
        return task if task is not None and kind in (None, task.kind) and not self._expired(task) else None

    def all(self, kind: str | None = None) -> list[Task]:
        """List the tasks (of one kind), oldest first."""
        self.sweep()
        return [task for task in self._tasks.values() if kind in (None, task.kind)]

    def delete(self, task: Task) -> None:
        """Forget a task; one that had not begun is refunded."""
        if task.status(self.clock.now()) == PENDING:
            self.refund(task)
        self._forget(task)

    def refund(self, task: Task) -> None:
        """Give the credits of a task back, once."""
        if not task.refunded:
            task.refunded = True
            self.balance += task.price
            self.save(task)

    def unfinished(self) -> list[Task]:
        """List the tasks that take up the queue, oldest first."""
        now = self.clock.now()
        for task in [t for t in self._open.values() if t.status(now) not in (PENDING, IN_PROGRESS)]:
            del self._open[task.id]
        return list(self._open.values())

    def ahead_of(self, task: Task) -> int:
        """Count the tasks that were created earlier and still wait."""
        now = self.clock.now()
        return sum(1 for other in self._before(task) if other.status(now) == PENDING)

    def sweep(self) -> list[Task]:
        """Forget the tasks that have expired and return them; only those old enough are looked at."""
        edge = self.clock.now() - RETENTION
        old: list[Task] = []
        for task in self._tasks.values():
            if task.created > edge:
                break
            old.append(task)
        expired = [task for task in old if self._expired(task)]
        for task in expired:
            self._forget(task)
        return expired

    def clear(self) -> None:
        """Forget everything but the credits."""
        for task in list(self._tasks.values()):
            self._forget(task)

    def _forget(self, task: Task) -> None:
        self._tasks.pop(task.id, None)
        self._open.pop(task.id, None)
        if self.archive is not None:
            self.archive.remove(task.id, self.balance)

    def _before(self, task: Task) -> Iterator[Task]:
        for other in self.unfinished():
            if other is task:
                return
            yield other

    def _expired(self, task: Task) -> bool:
        now = self.clock.now()
        expires = task.expires(now)
        return expires is not None and now >= expires

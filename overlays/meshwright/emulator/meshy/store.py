"""What the emulator remembers: tasks in order of creation, and the credits of the account."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from attrs import define, field

from ..clock import Clock
from .tasks import FAILED, IN_PROGRESS, PENDING, Task


class NotEnoughCredits(Exception):
    """The balance does not cover a task."""


@define
class Store:
    """Tasks and credits, in memory."""

    clock: Clock
    balance: int
    random: Random
    _tasks: dict[str, Task] = field(factory=dict[str, Task])
    _refunded: set[str] = field(factory=set[str])

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
        self._tasks[task.id] = task

    def find(self, kind: str, id: str) -> Task | None:
        """Return a task that exists and has not expired."""
        task = self._tasks.get(id)
        return task if task is not None and task.kind == kind and not self._expired(task) else None

    def find_any(self, id: str) -> Task | None:
        """Return a task of any kind."""
        task = self._tasks.get(id)
        return task if task is not None and not self._expired(task) else None

    def all(self, kind: str | None = None) -> list[Task]:
        """List the tasks (of one kind), oldest first."""
        return [task for task in self._tasks.values() if kind in (None, task.kind) and not self._expired(task)]

    def delete(self, task: Task) -> None:
        """Forget a task; one that had not begun is refunded."""
        if task.status(self.clock.now()) == PENDING:
            self.refund(task)
        del self._tasks[task.id]

    def refund(self, task: Task) -> None:
        """Give the credits of a task back, once."""
        if task.id not in self._refunded:
            self._refunded.add(task.id)
            self.balance += task.price

    def ahead_of(self, task: Task) -> int:
        """Count the tasks that were created earlier and still wait."""
        now = self.clock.now()
        return sum(1 for other in self._before(task) if other.status(now) == PENDING)

    def unfinished(self) -> int:
        """Count the tasks that take up the queue."""
        now = self.clock.now()
        return sum(1 for task in self._tasks.values() if task.status(now) in (PENDING, IN_PROGRESS))

    def credits_of(self, task: Task) -> int:
        """Return what a task costs in the end: nothing once it FAILED."""
        return 0 if task.status(self.clock.now()) == FAILED else task.price

    def _before(self, task: Task) -> Iterator[Task]:
        for other in self._tasks.values():
            if other is task:
                return
            yield other

    def _expired(self, task: Task) -> bool:
        now = self.clock.now()
        expires = task.expires(now)
        return expires is not None and now >= expires

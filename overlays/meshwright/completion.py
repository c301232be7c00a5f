"""Follow many tasks at once over the list endpoint: one page tells of fifty tasks, so thousands cost few requests."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import TypeVar

from .errors import WaitTimeout
from .kinds import TaskKind
from .paging import pages
from .session import Session
from .tasks import AsyncTaskHandle
from .waiting import TERMINAL, Pace, Task

T = TypeVar("T", bound=Task)
FEW = 3
"""Up to so many unfinished tasks are read one by one."""


async def as_completed(
    handles: Iterable[AsyncTaskHandle[T]], *, timeout: float | None, pace: Pace | None = None
) -> AsyncGenerator[T]:
    """Yield each task once, in its terminal state, as they end; raises WaitTimeout when some have not ended in time.

    A task that is gone (deleted or expired) raises NotFound.
    """
    waiting = {handle.id: handle for handle in handles}
    if not waiting:
        return
    session = next(iter(waiting.values())).session
    transport = session.transport
    deadline = None if timeout is None else transport.now() + timeout
    for delay in (pace or Pace()).polls():
        before = len(waiting)
        for kind in {handle.kind.name: handle.kind for handle in waiting.values()}.values():
            mine = [handle for handle in waiting.values() if handle.kind is kind]
            for task in await _seen(session, kind, mine):
                if task.status in TERMINAL and waiting.pop(task.id, None) is not None:
                    if session.ledger is not None:
                        session.ledger.ended(task.id, task.status)
                    yield task
        if not waiting:
            return
        left = None if deadline is None else deadline - transport.now()
        if left is not None and left <= 0:
            raise WaitTimeout(", ".join(list(waiting)[:5]), None, timeout or 0.0)
        pause = delay if len(waiting) == before else min(delay, Pace().first_poll)
        await transport.sleep(pause if left is None else min(pause, left))


async def _seen(session: Session, kind: TaskKind[..., ..., T], handles: Sequence[AsyncTaskHandle[T]]) -> list[T]:
    """Read these tasks, from the list as far as they are on it."""
    missing = {handle.id: handle for handle in handles}
    found: list[T] = []
    if len(missing) > FEW:
        async with aclosing(pages(session, kind.list())) as listed:
            async for page in listed:
                found += [task for task in page if missing.pop(task.id, None) is not None]
                if not missing:
                    break
    return [*found, *[await handle.get() for handle in missing.values()]]

"""Follow many tasks at once over the list endpoint: one page returns fifty tasks, so thousands cost few requests."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import TypeVar

from meshwright_api._runtime import TaskKind

from ..core.paging import pages
from ..errors import ApiError, ConnectionFailed, NotFound, UnexpectedResponse, WaitTimeout
from .handles import Handle
from .session import TaskSession
from .waiting import Absence, Pace, Task, cost_of, passes, warn_once

T = TypeVar("T", bound=Task)
FEW = 3
"""Up to this many unfinished tasks are read one by one."""
BARREN = 2
"""After this many pages without a wanted task, the rest is read one by one. If very many tasks are wanted, the limit is
one page per ten tasks, so that a list without any of them costs at most a tenth more."""
NAMED = 5
"""Maximum number of ids in the message of a timeout."""


async def as_completed(
    session: TaskSession, handles: Iterable[Handle[T]], *, timeout: float | None, pace: Pace | None = None
) -> AsyncGenerator[T]:
    """Yield each task of an account once, in its terminal state, as they end; raises WaitTimeout if some have not ended
    in time.

    A task that is gone (deleted or expired) raises NotFound. After the first answer, transient errors are retried.
    """
    waiting = {handle.id: handle for handle in handles}
    transport, statuses = session.transport, session.dialect.statuses
    pace, warned, answered = pace or Pace(), set[str](), False
    unlisted: set[str] = set()
    deadline = None if timeout is None else transport.now() + timeout
    session = session.bounded(deadline)
    absences = {id: Absence(session, id, pace, handle.created) for id, handle in waiting.items()}
    for delay in pace.polls():
        before, begun = len(waiting), transport.now()
        for kind in {handle.kind.name: handle.kind for handle in waiting.values()}.values():
            mine = [absences[id] for id, handle in waiting.items() if handle.kind is kind]
            try:
                async with aclosing(look_at(session, kind, mine, unlisted)) as seen:
                    async for id, task in seen:
                        answered = True
                        status = str(task.status)  # a hostile service may send any type
                        warn_once(status, warned, statuses)
                        if statuses.ended(status) and waiting.pop(id, None) is not None:
                            if session.ledger is not None:
                                session.ledger.ended(id, statuses.verdict(status), cost_of(task))
                            yield task
            except (ConnectionFailed, ApiError) as error:
                over = deadline is not None and transport.now() >= deadline
                if not passes(error) or not (answered or over):
                    raise
        if not waiting:
            return
        left = None if deadline is None else deadline - transport.now()
        if left is not None and left <= 0:
            more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
            raise WaitTimeout(", ".join(list(waiting)[:NAMED]) + more, None, timeout or 0.0)
        interval = delay if len(waiting) == before else min(delay, pace.first_poll)
        pause = max(interval / 2, begun + interval - transport.now())  # thousands of tasks take seconds to look at
        await transport.sleep(pause if left is None else min(pause, left))


async def look_at(
    session: TaskSession, kind: TaskKind[..., ..., T], absences: Sequence[Absence], unlisted: set[str]
) -> AsyncGenerator[tuple[str, T]]:
    """Yield these tasks with their requested ids: from the list while that saves requests, then one by one.

    ``unlisted`` collects the ids that are not on the first pages of the list.
    """
    missing = {absence.task_id: None for absence in absences if absence.task_id not in unlisted}
    if len(missing) > FEW:
        try:
            async with aclosing(pages(session, kind.api().list_())) as listed:
                barren = 0
                async for page in listed:
                    found = [task for task in page if task.id.__class__ is str and task.id in missing]
                    for task in found:
                        if task.id in missing:
                            del missing[task.id]
                            yield task.id, task
                    barren = 0 if found else barren + 1
                    if not missing or barren >= max(BARREN, len(missing) // 10):
                        break
        except UnexpectedResponse:
            pass  # the list cannot be read: read one by one now, and try the list again next time
        else:
            unlisted.update(missing)  # they are older than the pages that were read, and will stay so
    for absence in absences:
        if absence.task_id in missing or absence.task_id in unlisted:
            read = await _read(session, kind, absence)
            if read is not None:
                yield absence.task_id, read


async def _read(session: TaskSession, kind: TaskKind[..., ..., T], absence: Absence) -> T | None:
    """Return a task, or None while it is not known whether it is gone."""
    try:
        task = await session.call(kind.api().get(absence.task_id))
    except NotFound:
        if absence.confirm():
            raise
        return None
    absence.end()
    return task

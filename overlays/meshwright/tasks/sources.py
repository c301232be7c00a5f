"""Check the tasks that a create names, where that is free: a handle can be read, and a task shows its status."""

from __future__ import annotations

from typing import Any

from meshwright_api._runtime import Operation

from ..errors import InputError
from .handles import Handle
from .session import TaskSession


async def check_sources(session: TaskSession, operation: Operation[Any]) -> None:
    """Raise InputError for a handle or a task that is not SUCCEEDED; ids are left to the service.

    A handle is read with one GET, which costs no credits; raises NotFound if its task is gone.
    """
    statuses = session.dialect.statuses
    for name, given in operation.tasks.items():
        read = isinstance(given, Handle)
        task: Any = await session.call(given.kind.api().get(given.id)) if read else given
        status: str = getattr(task, "status", statuses.succeeded)
        if status == statuses.succeeded:
            continue
        advice = "make another one" if statuses.ended(status) else "wait until it has ended, as with `task.wait()`"
        found = "is" if read else "was, when it was read,"
        raise InputError(name, f"task {given.id} {found} {status}; {advice}. Nothing was sent, nothing was charged")

"""Create a task, wait for it and download its files in one call that is safe to interrupt at each of these steps.

The folder is checked before anything is bought. From the create on, every error except that of a task without a result
carries a note with the id of the task, as the task goes on and its files can be fetched later.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Generic, TypeVar, cast

from attrs import frozen

from ..errors import TaskUnsuccessful
from .handles import AsyncTaskHandle
from .waiting import Ends, Task

T = TypeVar("T", bound=Task, covariant=True)
D = TypeVar("D")
S = TypeVar("S", bound=Task)


@frozen
class RunResult(Generic[T]):
    """A task that has SUCCEEDED, and its files."""

    _task: T
    paths: list[Path]
    """The downloaded files, models first; empty for a kind of task without files."""

    @property
    def task(self: RunResult[Ends[D]]) -> D:
        """The terminal state of the task; its ``id`` refers to it in other calls, such as a remesh."""
        return cast("D", self._task)


async def run_whole(
    create: Callable[[], Awaitable[AsyncTaskHandle[S]]], folder: str | os.PathLike[str]
) -> RunResult[S]:
    """Create a task, wait for its end and download all its files into a folder.

    Raises FolderInUse before anything is bought, and the errors of ``create``, ``wait`` and ``download``.
    """
    from ..downloads.fetching import folder_for  # a tenth of the start time
    from ..downloads.folders import TargetFolder

    target = folder_for(folder)
    TargetFolder(target, task="").check_unused()
    handle = await create()
    try:
        has_files = bool(handle.kind.model().file_places)
        if has_files:
            handle.remember_download(target)
        task = await handle.wait(check=True)
        return RunResult(task, await handle.download(target) if has_files else [])
    except TaskUnsuccessful:
        raise
    except BaseException as error:  # Ctrl-C and a cancelled call too
        error.add_note(
            f"task {handle.id} ({handle.kind.name}) was created and is not affected; "
            f".task({handle.id!r}).download({str(folder)!r}) of the same resource fetches its files later"
        )
        raise

"""Handles: a task by its id, to be read, followed, fetched and deleted, in this process or a later one.

A handle is frozen and holds no state of the task. What both kinds of handle do stands once, on their base.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Generic, TypeVar

from attrs import field, frozen
from meshwright_api._runtime import TaskKind, html_views

from ..core.blocking import iterate
from ..core.methods import Awaited, Blocking, Both
from ..errors import MeshwrightError, ResultNotReady
from .session import TaskSession
from .waiting import Absence, Pace, Task, Watch, polled

T = TypeVar("T", bound=Task)
OnUpdate = Callable[[T], Any]

DEADLINE = 3600.0
"""Seconds a wait lasts unless told otherwise: the service allows a task up to 60 minutes."""


@frozen
class Handle(Generic[T]):
    """One task of the service; what both handles can do."""

    id: str
    """Names the task; keep it, and ``resource.task(id)`` finds the task again from any process."""
    kind: TaskKind[..., ..., T] = field(repr=lambda kind: kind.name)
    session: TaskSession = field(repr=False, eq=False)
    created: float | None = field(default=None, repr=False, eq=False)
    """When this process created the task, by the transport's clock; None for a task that existed already."""

    @Both
    async def get(self) -> T:
        """Read the task; raises NotFound once it has expired or was deleted."""
        return await self.session.call(self.kind.api().get(self.id))

    @Both
    async def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None, check: bool = True
    ) -> T:
        """Wait for the end of the task, at most ``timeout`` seconds (None: for ever).

        Raises TaskFailed or TaskCanceled unless ``check`` is False, WaitTimeout with the id and the last state, and
        whatever reading the task raises. Stopping the wait, also by Ctrl-C, never touches the task.
        """
        return await self._watch(timeout).finish(on_update, check=check)

    @Both
    async def delete(self) -> None:
        """Delete the task and its files for good. PENDING: refunded; IN_PROGRESS: raises Conflict, it runs on."""
        await self.session.call(self.kind.api().delete(self.id))
        if self.session.ledger is not None:
            self.session.ledger.gone(self.id)

    @Both
    async def download(
        self,
        folder: str | os.PathLike[str],
        *,
        formats: Collection[str] | None = None,
        max_bytes: int | None = None,
        overwrite: bool = False,
    ) -> list[Path]:
        """Fetch the files of a SUCCEEDED task into ``folder`` and return their paths, models first.

        ``formats`` picks models (``{"glb", "obj"}``); without it everything comes, thumbnails and textures too.
        ``max_bytes`` bounds each file. Fetching a task again brings only what is missing; a file that was not fetched
        for this task is replaced only with ``overwrite``, else FolderInUse is raised before anything is fetched.

        A file is whole or not there, and one that cannot be fetched keeps no other from arriving: DownloadFailed then
        has the ``paths`` that arrived and says what is ``missing``. Raises ResultNotReady, and InputError for a format
        that the task does not have.
        """
        from ..downloads.fetching import folder_for  # a tenth of a start, and few programs that wait also fetch
        from ..downloads.folders import TargetFolder
        from .remote_files import files_of
        from .results import Results

        target = TargetFolder(folder_for(folder), self.id, overwrite)
        files = files_of(await self._read(), formats, self.session.dialect.statuses)
        if not files and formats is None:  # not to be called done: the service may name them later
            raise ResultNotReady(f"task {self.id} {self.session.dialect.statuses.succeeded}, but names no file")
        target.check(file.name for file in files)
        self.remember_download(target.path, formats)
        paths = await Results(self.session, target, self._read, max_bytes).fetch(files)
        if self.session.ledger is not None:
            self.session.ledger.download_done(self.id, target.path)
        return paths

    def remember_download(self, folder: Path, formats: Collection[str] | None = None) -> None:
        """Write into the ledger, if there is one, that files are to be fetched; ``resume()`` reports it from then on.

        ``download`` does so itself; before a long wait it is worth doing.
        """
        if self.session.ledger is not None:
            self.session.ledger.download_wanted(self.id, folder, None if formats is None else frozenset(formats))

    async def _read(self) -> T:
        """Read the task; raises NotFound, and writes it into the ledger, when two answers a poll apart say so."""
        absence = Absence(self.session, self.id, Pace(), self.created)
        async with aclosing(polled(self.session, self.kind.api().get(self.id), absence.pace, None, absence)) as found:
            return await anext(found)

    def _watch(self, timeout: float | None) -> Watch[T]:
        get, stream = self.kind.api().get(self.id), self.kind.api().stream(self.id)
        return Watch(self.session, self.id, get, stream, timeout, created=self.created)


@frozen
class AsyncTaskHandle(Handle[T], Awaited):
    """One task of the service, for asyncio. Cancelling a call never touches the task."""

    def stream(self, *, timeout: float | None = DEADLINE) -> AsyncIterator[T]:
        """Yield the task at every change, the terminal state last; falls back to polling when the stream breaks off."""
        return self._watch(timeout).updates()


@frozen
class TaskHandle(Handle[T], Blocking):
    """One task of the service."""

    def stream(self, *, timeout: float | None = DEADLINE) -> Iterator[T]:
        """Yield the task at every change, the terminal state last; falls back to polling when the stream breaks off."""
        return iterate(self._watch(timeout).updates())

    def _repr_html_(self) -> str | None:
        """Read the task and return what a notebook shows of it; None when it cannot be read."""
        try:
            return _html_of(self.get())
        except MeshwrightError:  # a representation must not raise; Jupyter then prints the handle
            return None


def blocking(handle: Handle[T]) -> TaskHandle[T]:
    """Return a handle of the same task that blocks."""
    return TaskHandle(handle.id, handle.kind, handle.session, handle.created)


def _html_of(task: Any) -> str | None:
    """Return what a notebook shows of a task; None for any other object."""
    if not task.file_places:
        return None
    from .showing import task_html  # with what fetches and draws

    return task_html(task)


html_views.append(_html_of)

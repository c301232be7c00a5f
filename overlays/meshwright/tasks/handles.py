"""Handles: refer to a task by its id, to read, follow, download and delete it, in this process or a later one.

A handle is frozen and holds no state of the task. The methods of both kinds of handle are defined on their base class.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from attrs import field, frozen
from meshwright_api._runtime import TaskKind, html_views

from ..core.announcements import notes_of
from ..core.blocking import iterate, run
from ..core.hooks import Downloaded, Waited
from ..core.methods import Awaited, Blocking, Both
from ..errors import MeshwrightError, ResultNotReady, TaskUnsuccessful
from .ids import shortened
from .oddities import places_shown
from .session import DEADLINE, TaskSession
from .waiting import Absence, Ends, Pace, Task, Watch, cost_of, polled

T = TypeVar("T", bound=Task, covariant=True)
D = TypeVar("D")
S = TypeVar("S", bound=Task)
OnUpdate = Callable[[S], Any]


@frozen(repr=False)
class Handle(Generic[T]):
    """One task of the service; the base of both handles."""

    id: str
    """Id of the task; store it, and ``resource.task(id)`` returns a handle for the task in any process."""
    kind: TaskKind[..., ..., T]
    session: TaskSession = field(eq=False)
    created: float | None = field(default=None, eq=False)
    """When this process created the task, by the transport's clock; None for a task that existed already."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kind.name} {shortened(self.id)}>"

    @Both
    async def get(self) -> T:
        """Read the task, with the emulator's notes on it; raises NotFound once it has expired or was deleted."""
        return await self._noted()

    @Both
    async def notes(self) -> list[str]:
        """Read the task and return the emulator's notes on it, which ``wait`` and ``get`` also put on the task.

        They name what was guessed, and whose drawing was used. Empty for the service, and before the end.
        """
        return list((await self._noted()).notes)

    @Both
    async def delete(self) -> None:
        """Delete the task and its files for good. PENDING: refunded; IN_PROGRESS: raises Conflict, the task goes on.

        A task of Creative Lab becomes CANCELED instead. PENDING: refunded; IN_PROGRESS: not refunded; one that has
        ended: raises Conflict.
        """
        await self.session.call(self.kind.api().delete(self.id))
        statuses = self.session.dialect.statuses
        if self.session.ledger is None:
            return
        if self.kind.cancels:
            self.session.ledger.ended(self.id, statuses.verdict(statuses.canceled))
        else:
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
        """Download the files of a SUCCEEDED task into ``folder`` and return their paths, models first.

        ``formats`` selects models (``{"glb", "obj"}``); by default all files are fetched, thumbnails and textures
        included. ``max_bytes`` limits each file. A second download of a task fetches only the missing files. A file
        that was not fetched for this task is only replaced with ``overwrite``, else FolderInUse is raised before
        anything is fetched.

        A file is either complete or absent. If one cannot be fetched, the others still are; DownloadFailed then has
        the ``paths`` that arrived and the ``missing`` files. Raises ResultNotReady, and InputError for a format that
        the task does not have.
        """
        from ..downloads.fetching import folder_for  # a tenth of the start time; few programs download
        from ..downloads.folders import TargetFolder
        from .remote_files import files_of
        from .results import Results

        target = TargetFolder(folder_for(folder), self.id, overwrite)
        task = await self._read()
        files = files_of(task, formats, self.session.dialect.statuses)
        if not files and formats is None:  # not recorded as done, because the service may add the URLs later
            odd = places_shown(task)
            said = f", {odd}: the service answered no address that can be used" if odd else ""
            raise ResultNotReady(f"task {self.id} {self.session.dialect.statuses.succeeded}, but names no file{said}")
        target.check(file.name for file in files)
        self.remember_download(target.path, formats)
        paths = await Results(self.session, target, self._read, max_bytes).fetch(files)
        if self.session.ledger is not None:
            self.session.ledger.download_done(self.id, target.path)
        if self.session.hooks:
            self.session.event(Downloaded(self.kind.name, sum(path.stat().st_size for path in paths)))
        return paths

    def remember_download(self, folder: Path, formats: Collection[str] | None = None) -> None:
        """Record in the ledger, if there is one, that files are to be fetched; ``resume()`` then reports the download.

        ``download`` does so itself; call this before a long wait.
        """
        if self.session.ledger is not None:
            self.session.ledger.download_wanted(self.id, folder, None if formats is None else frozenset(formats))

    def _waited(self, task: Any, begun: float) -> None:
        seconds = self.session.transport.now() - begun
        self.session.event(Waited(self.kind.name, str(task.status), cost_of(task) or 0, seconds))

    async def _noted(self) -> T:
        operation = self.kind.api().get(self.id)
        reply = await self.session.perform(operation)
        task = self.session.read(operation, reply)
        task.notes = notes_of(reply.headers)
        return task

    async def _read(self) -> T:
        """Return the task; raises NotFound, and records it in the ledger, after two 404 answers a poll apart."""
        absence = Absence(self.session, self.id, Pace(), self.created)
        async with aclosing(polled(self.session, self.kind.api().get(self.id), absence.pace, None, absence)) as found:
            return await anext(found)

    async def _ended(self, timeout: float | None, on_update: OnUpdate[T] | None, check: bool) -> T:
        begun = self.session.transport.now()
        try:
            done = await self._watch(timeout).finish(on_update, check=check)
        except TaskUnsuccessful as error:
            self._waited(error.task, begun)
            raise
        self._waited(done, begun)
        if self.session.announcements.contract:  # an emulator: its streams have no notes
            with suppress(MeshwrightError):  # the task has ended well without them
                done.notes = (await self._noted()).notes
        return done

    def _watch(self, timeout: float | None) -> Watch[T]:
        get, stream = self.kind.api().get(self.id), self.kind.api().stream(self.id)
        return Watch(self.session, self.id, get, stream, timeout, created=self.created)


@frozen(repr=False)
class AsyncTaskHandle(Handle[T], Awaited):
    """One task of the service, for asyncio. Cancelling a call does not affect the task."""

    @overload
    async def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None, check: bool
    ) -> T: ...
    @overload
    async def wait(
        self: Handle[Ends[D]], *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None
    ) -> D: ...
    async def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None, check: bool = True
    ) -> Any:
        """Wait until the task ends; see ``TaskHandle.wait``."""
        return await self._ended(timeout, on_update, check)

    def stream(self, *, timeout: float | None = DEADLINE) -> AsyncIterator[T]:
        """Yield the task at every change, the terminal state last; falls back to polling when the stream breaks off."""
        return self._watch(timeout).updates()


@frozen(repr=False)
class TaskHandle(Handle[T], Blocking):
    """One task of the service."""

    @overload
    def wait(self, *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None, check: bool) -> T: ...
    @overload
    def wait(self: Handle[Ends[D]], *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None) -> D: ...
    def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate[T] | None = None, check: bool = True
    ) -> Any:
        """Wait until the task ends, at most ``timeout`` seconds (None: for ever), and return its terminal state.

        Raises TaskFailed or TaskCanceled unless ``check`` is False, WaitTimeout with the id and the last state, and
        the errors of ``get``. Stopping the wait, also by Ctrl-C, does not affect the task. For type checkers a task
        that has SUCCEEDED has its results, such as ``model_urls``; without ``check`` it may lack them. Its ``notes``
        are those of an emulator, which guesses more than the service; of the service they are empty.
        """
        return run(self._ended(timeout, on_update, check))

    def stream(self, *, timeout: float | None = DEADLINE) -> Iterator[T]:
        """Yield the task at every change, the terminal state last; falls back to polling when the stream breaks off."""
        return iterate(self._watch(timeout).updates())

    def _repr_html_(self) -> str | None:
        """Read the task and return its HTML for a notebook; None if it cannot be read."""
        try:
            return _html_of(self.get())
        except MeshwrightError:  # a representation must not raise; Jupyter then prints the handle
            return None


AsyncTaskHandle.wait.__doc__ = TaskHandle.wait.__doc__  # overloads keep it from being written once, as ``Both`` does


def blocking(handle: Handle[S]) -> TaskHandle[S]:
    """Return a blocking handle for the same task."""
    return TaskHandle(handle.id, handle.kind, handle.session, handle.created)


def _html_of(task: Any) -> str | None:
    """Return the HTML of a task for a notebook; None for any other object."""
    if not task.file_places:
        return None
    from .showing import task_html  # imports the HTTP library and the HTML view

    return task_html(task)


html_views.append(_html_of)

"""A resource of the service: create, list, get, delete, and handles for tasks that exist already.

The signatures of ``create`` and ``list`` are those of the generated builders, so that a parameter added to the spec
is here after one regeneration, with its completion and its help.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from meshwright_api._runtime import TaskKind

from ..core.blocking import iterate, run
from ..core.methods import Awaited, Blocking, Both, like
from ..core.paging import pages
from ..spec.pricing import Estimate
from .handles import AsyncTaskHandle, TaskHandle, blocking
from .ids import checked_id
from .running import RunResult, run_whole
from .session import TaskSession
from .submitting import price_of, submit
from .waiting import Task

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T", bound=Task)
Folder = str | os.PathLike[str]
RUN = """Create a task, wait for it, and download its files into ``folder``; returns a ``RunResult``.

The parameters after the folder are those of ``create``:"""


class Tasks(Generic[Create, List, T]):
    """One kind of task; the base of both resources."""

    estimate: Callable[Create, Estimate]
    """Return the estimated price of such a create in credits, today; sends nothing."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        self._kind = kind
        self._session = session
        self.estimate = like(kind.api().create, self._estimate, Estimate)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._kind.name}>"

    def _estimate(self, *args: Create.args, **kwargs: Create.kwargs) -> Estimate:
        return price_of(self._session, self._kind.api().create(*args, **kwargs))

    async def _created(self, *args: Create.args, **kwargs: Create.kwargs) -> AsyncTaskHandle[T]:
        id = await submit(self._session, self._kind.name, self._kind.api().create(*args, **kwargs))
        return AsyncTaskHandle(id, self._kind, self._session, self._session.transport.now())

    async def _ran(self, folder: Folder, /, *args: Create.args, **kwargs: Create.kwargs) -> RunResult[T]:
        return await run_whole(partial(self._created, *args, **kwargs), folder)

    async def _listed(self, *args: List.args, **kwargs: List.kwargs) -> AsyncGenerator[T]:
        seen: set[str] = set()  # a task that is created now shifts others to the next page
        async with aclosing(pages(self._session, self._kind.api().list_(*args, **kwargs))) as found:
            async for page in found:
                for task in page:
                    name = repr(task.id)  # a hostile service may send any type
                    if name not in seen:
                        seen.add(name)
                        yield task

    def _handle(self, id: str) -> AsyncTaskHandle[T]:
        return AsyncTaskHandle(checked_id(id), self._kind, self._session)

    @Both
    async def get(self, id: str) -> T:
        """Read a task; raises NotFound once it has expired or was deleted."""
        return await self._handle(id).get()

    @Both
    async def delete(self, id: str) -> None:
        """Delete a task and its files for good; see ``TaskHandle.delete``."""
        await self._handle(id).delete()


class AsyncTaskResource(Tasks[Create, List, T], Awaited):
    """One kind of task, for asyncio."""

    create: Callable[Create, Coroutine[Any, Any, AsyncTaskHandle[T]]]
    """Create a task: exactly one POST, which costs credits; returns a handle.

    Raises InputError and PriceTooHigh before anything is sent, BadRequest, InsufficientCredits, RateLimited,
    QueueFull, and SubmissionUnknown when the answer was lost.
    """
    run: Callable[Concatenate[Folder, Create], Coroutine[Any, Any, RunResult[T]]]
    """Create a task, wait up to an hour for it, and download all its files into a folder, the only positional argument.

    Raises FolderInUse before anything is bought, and the errors of ``create``, ``wait`` and ``download``. Interrupting
    the call does not affect a task that was created: a note of the error has its id. For a callback, a timeout or a
    choice of formats make the three calls.
    """
    list: Callable[List, AsyncIterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` is given;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        super().__init__(kind, session)
        self.create = like(kind.api().create, self._created, AsyncTaskHandle)
        self.run = like(kind.api().create, self._ran, RunResult, RUN)
        self.list = like(kind.api().list_, self._listed, AsyncIterator)

    def task(self, id: str) -> AsyncTaskHandle[T]:
        """Return a handle for a task that exists; sends nothing."""
        return self._handle(id)


class TaskResource(Tasks[Create, List, T], Blocking):
    """One kind of task."""

    create: Callable[Create, TaskHandle[T]]
    """Create a task: exactly one POST, which costs credits; returns a handle.

    Raises InputError and PriceTooHigh before anything is sent, BadRequest, InsufficientCredits, RateLimited,
    QueueFull, and SubmissionUnknown when the answer was lost.
    """
    run: Callable[Concatenate[Folder, Create], RunResult[T]]
    """Create a task, wait up to an hour for it, and download all its files into a folder, the only positional argument.

    Raises FolderInUse before anything is bought, and the errors of ``create``, ``wait`` and ``download``. Interrupting
    the call does not affect a task that was created: a note of the error has its id. For a callback, a timeout or a
    choice of formats make the three calls.
    """
    list: Callable[List, Iterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` is given;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        super().__init__(kind, session)
        self.create = like(kind.api().create, self._create, TaskHandle)
        self.run = like(kind.api().create, self._run, RunResult, RUN)
        self.list = like(kind.api().list_, self._list, Iterator)

    def _create(self, *args: Create.args, **kwargs: Create.kwargs) -> TaskHandle[T]:
        return blocking(run(self._created(*args, **kwargs)))

    def _run(self, folder: Folder, /, *args: Create.args, **kwargs: Create.kwargs) -> RunResult[T]:
        return run(self._ran(folder, *args, **kwargs))

    def _list(self, *args: List.args, **kwargs: List.kwargs) -> Iterator[T]:
        return iterate(self._listed(*args, **kwargs))

    def task(self, id: str) -> TaskHandle[T]:
        """Return a handle for a task that exists; sends nothing."""
        return blocking(self._handle(id))

"""A resource of the service: create, list, get, delete, and handles for tasks that exist already.

The signatures of ``create`` and ``list`` are those of the generated builders, so that a parameter added to the spec
is here after one regeneration, with its completion and its help.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation, path_segment

from .blocking import iterate, run
from .errors import InputError, SubmissionUnknown
from .kinds import TaskKind
from .session import Session
from .tasks import AsyncTaskHandle, TaskHandle
from .waiting import Task

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T", bound=Task)

PAGE_SIZE = 50
"""What every known edition of the service allows; newer ones may allow 100."""


class AsyncTaskResource(Generic[Create, List, T]):
    """One kind of task, for asyncio."""

    create: Callable[Create, Coroutine[Any, Any, AsyncTaskHandle[T]]]
    """Create a task: exactly one POST, which costs credits; returns a handle.

    Raises InputError before anything is sent, BadRequest, InsufficientCredits, RateLimited, QueueFull, and
    SubmissionUnknown when the answer was lost.
    """
    list: Callable[List, AsyncIterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` says otherwise;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: Session) -> None:
        self._kind = kind
        self._session = session
        self.create = _like(kind.create, self._create, AsyncTaskHandle)
        self.list = _like(kind.list, self._list, AsyncIterator)

    async def _create(self, *args: Create.args, **kwargs: Create.kwargs) -> AsyncTaskHandle[T]:
        operation = self._kind.create(*args, **kwargs)
        created = await self._session.call(operation)
        try:
            return self.task(created.result)
        except InputError as error:
            raise SubmissionUnknown(operation.name, f"the answer has no {error}") from error

    async def _list(self, *args: List.args, **kwargs: List.kwargs) -> AsyncIterator[T]:
        asked = self._kind.list(*args, **kwargs)
        params: dict[str, Any] = {"page_num": 1, "page_size": PAGE_SIZE, "sort_by": "-created_at", **asked.params}
        seen: set[str] = set()  # a task created meanwhile pushes others to the next page
        before: list[T] | None = None
        while True:
            page = await self._session.call(evolve(asked, params=params))
            for task in page:
                if task.id not in seen:
                    seen.add(task.id)
                    yield task
            if len(page) < params["page_size"] or page == before:  # a service that knows no pages repeats itself
                return
            before = page
            params = {**params, "page_num": params["page_num"] + 1}

    def task(self, id: str) -> AsyncTaskHandle[T]:
        """Return a handle for a task that exists; sends nothing."""
        return AsyncTaskHandle(checked_id(id), self._kind, self._session)

    async def get(self, id: str) -> T:
        """Read a task; raises NotFound once it has expired or was deleted."""
        return await self.task(id).get()

    async def delete(self, id: str) -> None:
        """Delete a task and its files for good; see ``AsyncTaskHandle.delete``."""
        await self.task(id).delete()


class TaskResource(Generic[Create, List, T]):
    """One kind of task."""

    create: Callable[Create, TaskHandle[T]]
    """Create a task: exactly one POST, which costs credits; returns a handle.

    Raises InputError before anything is sent, BadRequest, InsufficientCredits, RateLimited, QueueFull, and
    SubmissionUnknown when the answer was lost.
    """
    list: Callable[List, Iterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` says otherwise;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: Session) -> None:
        self._resource = AsyncTaskResource(kind, session)
        self.create = _like(kind.create, self._create, TaskHandle)
        self.list = _like(kind.list, self._list, Iterator)

    def _create(self, *args: Create.args, **kwargs: Create.kwargs) -> TaskHandle[T]:
        return TaskHandle(run(self._resource.create(*args, **kwargs)))

    def _list(self, *args: List.args, **kwargs: List.kwargs) -> Iterator[T]:
        return iterate(self._resource.list(*args, **kwargs))

    def task(self, id: str) -> TaskHandle[T]:
        """Return a handle for a task that exists; sends nothing."""
        return TaskHandle(self._resource.task(id))

    def get(self, id: str) -> T:
        """Read a task; raises NotFound once it has expired or was deleted."""
        return run(self._resource.get(id))

    def delete(self, id: str) -> None:
        """Delete a task and its files for good; see ``TaskHandle.delete``."""
        run(self._resource.delete(id))


Params = ParamSpec("Params")
R = TypeVar("R")


def _like(
    builder: Callable[Params, Operation[Any]], method: Callable[Params, R], returns: object
) -> Callable[Params, R]:
    """Give a method the name, signature and help of a generated builder, for ``help()`` and notebooks."""

    @wraps(builder)
    def call(*args: Params.args, **kwargs: Params.kwargs) -> R:
        return method(*args, **kwargs)

    call.__signature__ = inspect.signature(builder).replace(return_annotation=returns)  # type: ignore[attr-defined]
    return call


def checked_id(id: str) -> str:
    """Refuse an id that cannot name a task."""
    if id.__class__ is not str:
        raise InputError("id", f"expected a string, got {type(id).__name__}")
    try:
        path_segment(id)
    except ValueError as error:
        raise InputError("id", str(error)) from None
    return id

"""A resource of the service: create, list, get, delete, and handles for tasks that exist already.

The signatures of ``create`` and ``list`` are those of the generated builders, so that a parameter added to the spec
is here after one regeneration, with its completion and its help.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing
from functools import wraps
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

from attrs import evolve
from meshwright_api._runtime import Operation, TaskKind

from ..clients import AsyncClient, BlockingClient
from ..core.blocking import iterate, run
from ..core.paging import pages
from ..spec.pricing import Estimate
from .handles import AsyncTaskHandle, TaskHandle
from .ids import checked_id
from .session import TaskSession
from .submitting import price_of, submit
from .waiting import Task

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T", bound=Task)


class AsyncTaskResource(Generic[Create, List, T]):
    """One kind of task, for asyncio."""

    create: Callable[Create, Coroutine[Any, Any, AsyncTaskHandle[T]]]
    """Create a task: exactly one POST, which costs credits; returns a handle.

    Raises InputError and PriceTooHigh before anything is sent, BadRequest, InsufficientCredits, RateLimited,
    QueueFull, and SubmissionUnknown when the answer was lost.
    """
    estimate: Callable[Create, Estimate]
    """Estimate in credits what such a create costs today; sends nothing."""
    list: Callable[List, AsyncIterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` says otherwise;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        self._kind = kind
        self._session = session
        self.create = _like(kind.api().create, self._create, AsyncTaskHandle)
        self.estimate = _like(kind.api().create, self._estimate, Estimate)
        self.list = _like(kind.api().list_, self._list, AsyncIterator)

    async def _create(self, *args: Create.args, **kwargs: Create.kwargs) -> AsyncTaskHandle[T]:
        handle = self.task(await submit(self._session, self._kind.name, self._kind.api().create(*args, **kwargs)))
        return evolve(handle, created=self._session.transport.now())

    def _estimate(self, *args: Create.args, **kwargs: Create.kwargs) -> Estimate:
        return price_of(self._session, self._kind.api().create(*args, **kwargs))

    async def _list(self, *args: List.args, **kwargs: List.kwargs) -> AsyncIterator[T]:
        seen: set[str] = set()  # a task created meanwhile pushes others to the next page
        async with aclosing(pages(self._session, self._kind.api().list_(*args, **kwargs))) as found:
            async for page in found:
                for task in page:
                    name = repr(task.id)  # a hostile id need not be text
                    if name not in seen:
                        seen.add(name)
                        yield task

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

    Raises InputError and PriceTooHigh before anything is sent, BadRequest, InsufficientCredits, RateLimited,
    QueueFull, and SubmissionUnknown when the answer was lost.
    """
    estimate: Callable[Create, Estimate]
    """Estimate in credits what such a create costs today; sends nothing."""
    list: Callable[List, Iterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` says otherwise;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        self._resource = AsyncTaskResource(kind, session)
        self.create = _like(kind.api().create, self._create, TaskHandle)
        self.estimate = self._resource.estimate
        self.list = _like(kind.api().list_, self._list, Iterator)

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


class Resource(Generic[Create, List, T]):
    """A kind of task as an attribute of both clients: stands once, on their common base.

    A client makes its own resource when the attribute is first read, and keeps it.
    """

    def __init__(self, kind: TaskKind[Create, List, T]) -> None:
        self._kind = kind
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: type) -> Self: ...
    @overload
    def __get__(self, client: AsyncClient[TaskSession], owner: type) -> AsyncTaskResource[Create, List, T]: ...
    @overload
    def __get__(self, client: BlockingClient[TaskSession], owner: type) -> TaskResource[Create, List, T]: ...
    def __get__(self, client: AsyncClient[TaskSession] | BlockingClient[TaskSession] | None, owner: type) -> Any:
        if client is None:
            return self
        make = AsyncTaskResource if isinstance(client, AsyncClient) else TaskResource
        made = client.__dict__[self._name] = make(self._kind, client.session)
        return made


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

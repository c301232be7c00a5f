"""A resource of the service: create, list, get, delete, and handles for tasks that exist already.

The signatures of ``create`` and ``list`` are those of the generated builders, so that a parameter added to the spec
is here after one regeneration, with its completion and its help.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing
from typing import Any, Generic, ParamSpec, TypeVar

from meshwright_api._runtime import TaskKind

from ..clients import OfClient
from ..core.blocking import iterate, run
from ..core.methods import Awaited, Blocking, Both, like
from ..core.paging import pages
from ..spec.pricing import Estimate
from .handles import AsyncTaskHandle, TaskHandle, blocking
from .ids import checked_id
from .session import TaskSession
from .submitting import price_of, submit
from .waiting import Task

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T", bound=Task)


class Tasks(Generic[Create, List, T]):
    """One kind of task; the base of both resources."""

    estimate: Callable[Create, Estimate]
    """Return the estimated price of such a create in credits, today; sends nothing."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        self._kind = kind
        self._session = session
        self.estimate = like(kind.api().create, self._estimate, Estimate)

    def _estimate(self, *args: Create.args, **kwargs: Create.kwargs) -> Estimate:
        return price_of(self._session, self._kind.api().create(*args, **kwargs))

    async def _created(self, *args: Create.args, **kwargs: Create.kwargs) -> AsyncTaskHandle[T]:
        id = await submit(self._session, self._kind.name, self._kind.api().create(*args, **kwargs))
        return AsyncTaskHandle(id, self._kind, self._session, self._session.transport.now())

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
    list: Callable[List, AsyncIterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` is given;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        super().__init__(kind, session)
        self.create = like(kind.api().create, self._created, AsyncTaskHandle)
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
    list: Callable[List, Iterator[T]]
    """Iterate over the tasks of this kind, page by page, newest first unless ``sort_by`` is given;
    ``page_num`` is the page to begin with."""

    def __init__(self, kind: TaskKind[Create, List, T], session: TaskSession) -> None:
        super().__init__(kind, session)
        self.create = like(kind.api().create, self._create, TaskHandle)
        self.list = like(kind.api().list_, self._list, Iterator)

    def _create(self, *args: Create.args, **kwargs: Create.kwargs) -> TaskHandle[T]:
        return blocking(run(self._created(*args, **kwargs)))

    def _list(self, *args: List.args, **kwargs: List.kwargs) -> Iterator[T]:
        return iterate(self._listed(*args, **kwargs))

    def task(self, id: str) -> TaskHandle[T]:
        """Return a handle for a task that exists; sends nothing."""
        return blocking(self._handle(id))


class Resource(
    OfClient[TaskSession, AsyncTaskResource[Create, List, T], TaskResource[Create, List, T]], Generic[Create, List, T]
):
    """A kind of task as an attribute of both clients."""

    def __init__(self, kind: TaskKind[Create, List, T]) -> None:
        super().__init__(lambda session: AsyncTaskResource(kind, session), lambda session: TaskResource(kind, session))

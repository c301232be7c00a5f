"""Kinds of task as attributes of both clients. What buys and follows tasks is imported when one is first read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from ..clients import OfClient
from .session import TaskSession

if TYPE_CHECKING:
    from meshwright_api._runtime import TaskKind

    from .resources import AsyncTaskResource, TaskResource
    from .waiting import Task

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T", bound="Task")


class Resource(
    OfClient[TaskSession, "AsyncTaskResource[Create, List, T]", "TaskResource[Create, List, T]"],
    Generic[Create, List, T],
):
    """A kind of task as an attribute of both clients."""

    def __init__(self, kind: TaskKind[Create, List, T]) -> None:
        def awaited(session: TaskSession) -> AsyncTaskResource[Create, List, T]:
            from .resources import AsyncTaskResource

            return AsyncTaskResource(kind, session)

        def blocking(session: TaskSession) -> TaskResource[Create, List, T]:
            from .resources import TaskResource

            return TaskResource(kind, session)

        super().__init__(awaited, blocking)

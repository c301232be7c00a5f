"""Walk through a list page by page. The service tells neither a total nor a next page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation

from .session import Session

T = TypeVar("T")


async def pages(session: Session, asked: Operation[list[T]], *, until_empty: bool = False) -> AsyncGenerator[list[T]]:
    """Yield the pages of a list, newest tasks first unless the operation says otherwise.

    A short page is the last one; with ``until_empty`` only an empty page is, as a service may give fewer tasks a page
    than were asked for. A page without a new id ends it too: a service that ignores the number repeats itself.
    """
    paging = session.dialect.paging
    params: dict[str, Any] = {paging.number: 1, paging.size: paging.largest, **paging.newest_first, **asked.params}
    seen: set[str] = set()
    while True:
        page = await session.call(evolve(asked, params=params))
        yield page
        ids = {_name(task) for task in page}
        if ids <= seen or (len(page) < params[paging.size] and not until_empty):
            return
        seen |= ids
        params = {**params, paging.number: params[paging.number] + 1}


def _name(task: Any) -> str:
    """Return what a row of a list is known by; a hostile id may be anything."""
    return repr(task.get("id", task) if task.__class__ is dict else getattr(task, "id", task))

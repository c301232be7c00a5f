"""Read a list page by page. The service returns neither a total nor a link to the next page."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation

from ..errors import MeshwrightWarning
from .session import Session

T = TypeVar("T")


async def pages(session: Session, asked: Operation[list[T]], *, until_empty: bool = False) -> AsyncGenerator[list[T]]:
    """Yield the pages of a list, newest tasks first unless the operation has another order.

    A short page is the last one. With ``until_empty`` only an empty page is, as a service may return fewer tasks per
    page than requested. A page without a new id also ends the list: a service that ignores the number repeats pages.
    """
    paging = session.dialect.paging
    params: dict[str, Any] = {paging.number: 1, paging.size: paging.largest, **paging.newest_first, **asked.params}
    seen, last = set[str](), set[str]()
    while True:
        page = await session.call(evolve(asked, params=params))
        yield page
        ids = {_name(task) for task in page}
        if ids and ids == last and len(page) == params[paging.size]:
            warnings.warn(
                f"{asked.name}: page {params[paging.number]} repeats the page before it, so the service seems to "
                f"ignore {paging.number}; the list may be incomplete",
                MeshwrightWarning,
                stacklevel=2,
            )
        last = ids
        if ids <= seen or (len(page) < params[paging.size] and not until_empty):
            return
        seen |= ids
        params = {**params, paging.number: params[paging.number] + 1}


def _name(task: Any) -> str:
    """Return a text that identifies a row of a list; the id of a hostile service may have any type."""
    return repr(task.get("id", task) if task.__class__ is dict else getattr(task, "id", task))

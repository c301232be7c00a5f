"""Walk through a list page by page. The service tells neither a total nor a next page: a short page is the last."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation

from .session import Session

T = TypeVar("T")

PAGE_SIZE = 50
"""What every known edition of the service allows; newer ones may allow 100."""


async def pages(session: Session, asked: Operation[list[T]]) -> AsyncGenerator[list[T]]:
    """Yield the pages of a list, newest tasks first unless the operation says otherwise."""
    params: dict[str, Any] = {"page_num": 1, "page_size": PAGE_SIZE, "sort_by": "-created_at", **asked.params}
    before: list[T] | None = None
    while True:
        page = await session.call(evolve(asked, params=params))
        yield page
        if len(page) < params["page_size"] or page == before:  # a service that knows no pages repeats itself
            return
        before = page
        params = {**params, "page_num": params["page_num"] + 1}

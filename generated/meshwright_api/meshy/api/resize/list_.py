from __future__ import annotations

from ...._runtime import UNSET, Operation, Unset, array, given
from ...models.resize_task import ResizeTask
from ...models.sort_by import SortBy


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[ResizeTask]]:
    """List Resize tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default is 1)
        page_size: Tasks a page. (from 1; to 50; the service's default is 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="resize.list",
        method="GET",
        path="/openapi/v1/resize",
        parse=array(ResizeTask.from_dict),
        params=given(
            {
                "page_num": page_num,
                "page_size": page_size,
                "sort_by": sort_by,
            }
        ),
    )

from __future__ import annotations

from ...._runtime import UNSET, Operation, Unset, array, given
from ...models.image_to_3d_task import ImageTo3DTask
from ...models.sort_by import SortBy


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[ImageTo3DTask]]:
    """List Image to 3D tasks.

    A bare JSON array, one page of it; neither a total nor a cursor. Tasks made in the web app are not listed.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default is 1)
        page_size: Tasks a page. (from 1; to 50; the service's default is 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="image_to_3d.list",
        method="GET",
        path="/openapi/v1/image-to-3d",
        parse=array(ImageTo3DTask.from_dict),
        params=given(
            {
                "page_num": page_num,
                "page_size": page_size,
                "sort_by": sort_by,
            }
        ),
    )

"""Operations of the tag resize: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    File,
    Operation,
    TaskInput,
    Unset,
    array,
    discard,
    given,
    id_of,
    path_segment,
)
from ..models import (
    CreateResize,
    OriginAt,
    ResizeTask,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[ResizeTask]]:
    """List Resize tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
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


def create(
    *,
    input_task_id: TaskInput | Unset = UNSET,
    model_url: File | Unset = UNSET,
    resize_height: float | Unset = UNSET,
    resize_longest_side: float | Unset = UNSET,
    auto_size: bool | Unset = UNSET,
    origin_at: OriginAt | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Resize task.

    Scales a model to an exact height, to a longest side, or to a size estimated by a vision model. One credit.

    Args:
        input_task_id: A SUCCEEDED Meshy task whose model is scaled; the result is a GLB. Wins over model_url. (a
            handle or a task is sent as its id)
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. The result keeps the format. (a path, bytes or an open file is sent as a
            data URI; has an effect only if input_task_id is not given)
        resize_height: Height in metres. (above 0)
        resize_longest_side: Length in metres of the longest side; the proportions stay. (above 0)
        auto_size: true scales to the height that a vision model estimates. false counts as not given.
        origin_at: Where the origin lies afterwards, under the middle of the model or in its centre. (one of
            bottom, center, or others to come; the service's default: bottom)
    """
    return Operation(
        name="resize.create",
        method="POST",
        path="/openapi/v1/resize",
        parse=TaskCreated.from_dict,
        body=CreateResize(
            input_task_id=id_of(input_task_id),
            model_url=model_url,
            resize_height=resize_height,
            resize_longest_side=resize_longest_side,
            auto_size=auto_size,
            origin_at=origin_at,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[ResizeTask]:
    """Retrieve a Resize task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="resize.get",
        method="GET",
        path=f"/openapi/v1/resize/{path_segment(id)}",
        parse=ResizeTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Resize task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="resize.delete",
        method="DELETE",
        path=f"/openapi/v1/resize/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[ResizeTask]:
    """Stream a Resize task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="resize.stream",
        method="GET",
        path=f"/openapi/v1/resize/{path_segment(id)}/stream",
        parse=ResizeTask.from_dict,
        streams=True,
    )

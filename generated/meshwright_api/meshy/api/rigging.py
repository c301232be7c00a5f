"""Operations of the tag rigging: each returns the request, described but not performed."""

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
    AnimationType,
    CreateRigging,
    RiggingTask,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[RiggingTask]]:
    """List rigging tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="rigging.list",
        method="GET",
        path="/openapi/v1/rigging",
        parse=array(RiggingTask.from_dict),
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
    height_meters: float | Unset = UNSET,
    texture_image_url: File | Unset = UNSET,
    animation_type: AnimationType | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a rigging task.

    Gives a standing figure a skeleton, and lets it walk and run. Five credits; 422 where no pose is found.

    Args:
        input_task_id: A SUCCEEDED task with a textured standing figure. Wins over model_url. (a handle or a task
            is sent as its id)
        model_url: The model, .glb, which faces +Z; a public URL, or a data URI of type application/octet-stream.
            (a path, bytes or an open file is sent as a data URI; has an effect only if input_task_id is not
            given)
        height_meters: Height of the figure in metres. (above 0; the service's default: 1.7)
        texture_image_url: A picture that replaces the base colour, .png. (a path, bytes or an open file is sent
            as a data URI)
        animation_type: The kind of figure. (one of biped, quadruped, or others to come; the service's default:
            biped)
    """
    return Operation(
        name="rigging.create",
        method="POST",
        path="/openapi/v1/rigging",
        parse=TaskCreated.from_dict,
        body=CreateRigging(
            input_task_id=id_of(input_task_id),
            model_url=model_url,
            height_meters=height_meters,
            texture_image_url=texture_image_url,
            animation_type=animation_type,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",), "texture_image_url": ("image/png",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[RiggingTask]:
    """Retrieve a rigging task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="rigging.get",
        method="GET",
        path=f"/openapi/v1/rigging/{path_segment(id)}",
        parse=RiggingTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a rigging task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="rigging.delete",
        method="DELETE",
        path=f"/openapi/v1/rigging/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[RiggingTask]:
    """Stream a rigging task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="rigging.stream",
        method="GET",
        path=f"/openapi/v1/rigging/{path_segment(id)}/stream",
        parse=RiggingTask.from_dict,
        streams=True,
    )

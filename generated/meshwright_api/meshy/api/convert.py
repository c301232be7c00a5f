"""Operations of the tag convert: each returns the request, described but not performed."""

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
    ConvertedFormat,
    ConvertTask,
    CreateConvert,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[ConvertTask]]:
    """List Convert tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="convert.list",
        method="GET",
        path="/openapi/v1/convert",
        parse=array(ConvertTask.from_dict),
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
    target_formats: list[ConvertedFormat],
    input_task_id: TaskInput | Unset = UNSET,
    model_url: File | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Convert task.

    Writes a model in other file formats. One credit.

    Args:
        input_task_id: A SUCCEEDED Meshy task whose model is written. Wins over model_url. (a handle or a task is
            sent as its id)
        target_formats: Which files to make. (at least 1; one of glb, fbx, obj, usdz, blend, stl, 3mf, or others
            to come)
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. (a path, bytes or an open file is sent as a data URI; has an effect only if
            input_task_id is not given)
    """
    return Operation(
        name="convert.create",
        method="POST",
        path="/openapi/v1/convert",
        parse=TaskCreated.from_dict,
        body=CreateConvert(
            target_formats=target_formats,
            input_task_id=id_of(input_task_id),
            model_url=model_url,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[ConvertTask]:
    """Retrieve a Convert task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="convert.get",
        method="GET",
        path=f"/openapi/v1/convert/{path_segment(id)}",
        parse=ConvertTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Convert task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="convert.delete",
        method="DELETE",
        path=f"/openapi/v1/convert/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[ConvertTask]:
    """Stream a Convert task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="convert.stream",
        method="GET",
        path=f"/openapi/v1/convert/{path_segment(id)}/stream",
        parse=ConvertTask.from_dict,
        streams=True,
    )

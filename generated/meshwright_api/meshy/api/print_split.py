"""Operations of the tag print_split: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
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
    ConnectorType,
    ConvertedFormat,
    CreatePrintSplit,
    PrintSplitTask,
    SortBy,
    SplitLayout,
    SplitMode,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[PrintSplitTask]]:
    """List Print Split tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="print_split.list",
        method="GET",
        path="/openapi/v1/print/split",
        parse=array(PrintSplitTask.from_dict),
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
    input_task_id: TaskInput,
    mode: SplitMode | Unset = UNSET,
    prompt: str | Unset = UNSET,
    target_formats: list[ConvertedFormat] | Unset = UNSET,
    layout: SplitLayout | Unset = UNSET,
    connectors: bool | Unset = UNSET,
    connector_type: ConnectorType | Unset = UNSET,
    connector_size: float | Unset = UNSET,
    connector_height: float | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Print Split task.

    Cuts a model into parts that can be printed one by one; its textures are lost. Ten credits.

    Args:
        input_task_id: A SUCCEEDED task whose model is cut, of meshy-6 or later; of a text-to-3d, the preview. (a
            handle or a task is sent as its id)
        mode: `auto` cuts where it seems best, `by_parts` cuts the parts that the prompt names, `by_color` those
            that it names by their colours, of models of pictures only. (one of auto, by_parts, by_color, or
            others to come; the service's default: auto)
        prompt: One to ten names of parts, in any language, divided by commas. One that cannot be read falls back
            to auto. (at most 600 characters; has an effect only if mode is by_parts or by_color)
        target_formats: Which files to make; a GLB always. An STL holds the parts in one, the others one object
            for each part. (at least 1; one of glb, fbx, obj, usdz, blend, stl, 3mf, or others to come; the
            service's default: ["glb"])
        layout: `on_plate` lays the parts side by side, `assembled` leaves them where they were. (one of on_plate,
            assembled, or others to come; the service's default: on_plate)
        connectors: Add pegs and holes where parts meet. (the service's default: false)
        connector_type: Form of the pegs between parts. (one of cube, cylinder, or others to come; has an effect
            only if connectors is true)
        connector_size: Width of the pegs, as a part of the cut face. (from 0.1; to 0.8; has an effect only if
            connectors is true)
        connector_height: Height of the pegs, as a part of the cut face. (from 0.1; to 0.8; has an effect only if
            connectors is true)
    """
    return Operation(
        name="print_split.create",
        method="POST",
        path="/openapi/v1/print/split",
        parse=TaskCreated.from_dict,
        body=CreatePrintSplit(
            input_task_id=id_of(input_task_id),
            mode=mode,
            prompt=prompt,
            target_formats=target_formats,
            layout=layout,
            connectors=connectors,
            connector_type=connector_type,
            connector_size=connector_size,
            connector_height=connector_height,
        ).to_dict(),
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[PrintSplitTask]:
    """Retrieve a Print Split task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_split.get",
        method="GET",
        path=f"/openapi/v1/print/split/{path_segment(id)}",
        parse=PrintSplitTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Print Split task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_split.delete",
        method="DELETE",
        path=f"/openapi/v1/print/split/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[PrintSplitTask]:
    """Stream a Print Split task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_split.stream",
        method="GET",
        path=f"/openapi/v1/print/split/{path_segment(id)}/stream",
        parse=PrintSplitTask.from_dict,
        streams=True,
    )

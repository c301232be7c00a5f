"""Operations of the tag print_multi_color: each returns the request, described but not performed."""

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
    ColorStyle,
    CreatePrintMultiColor,
    PrinterBrand,
    PrintMultiColorTask,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[PrintMultiColorTask]]:
    """List Print Multi-Color tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="print_multi_color.list",
        method="GET",
        path="/openapi/v1/print/multi-color",
        parse=array(PrintMultiColorTask.from_dict),
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
    max_colors: int | Unset = UNSET,
    max_depth: int | Unset = UNSET,
    style: ColorStyle | Unset = UNSET,
    printer_brand: PrinterBrand | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Print Multi-Color task.

    Reduces the texture of a model to a few filament colours, and writes a 3MF whose longest side is 75 mm. Ten
    credits.

    Args:
        input_task_id: A SUCCEEDED task with textures. Wins over model_url. (a handle or a task is sent as its id)
        model_url: The model, .glb or .fbx; a public URL, or a data URI of type application/octet-stream. (a path,
            bytes or an open file is sent as a data URI; has an effect only if input_task_id is not given)
        max_colors: Filament colours at most. (from 1; to 16; the service's default: 4)
        max_depth: Fineness of the colours; for style realistic. (from 3; to 6; the service's default: 4; has an
            effect only if style is realistic)
        style: `realistic` colours each triangle, `cartoon` makes flat regions and takes colours of vertices too.
            (one of realistic, cartoon, or others to come; the service's default: realistic; since 2026-10)
        printer_brand: Whose slicer the 3MF is for. (one of bambu, anycubic, creality, elegoo, flashforge, prusa,
            qidi, snapmaker, ankermake, or others to come; the service's default: bambu; since 2026-10)
    """
    return Operation(
        name="print_multi_color.create",
        method="POST",
        path="/openapi/v1/print/multi-color",
        parse=TaskCreated.from_dict,
        body=CreatePrintMultiColor(
            input_task_id=id_of(input_task_id),
            model_url=model_url,
            max_colors=max_colors,
            max_depth=max_depth,
            style=style,
            printer_brand=printer_brand,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[PrintMultiColorTask]:
    """Retrieve a Print Multi-Color task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_multi_color.get",
        method="GET",
        path=f"/openapi/v1/print/multi-color/{path_segment(id)}",
        parse=PrintMultiColorTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Print Multi-Color task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_multi_color.delete",
        method="DELETE",
        path=f"/openapi/v1/print/multi-color/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[PrintMultiColorTask]:
    """Stream a Print Multi-Color task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_multi_color.stream",
        method="GET",
        path=f"/openapi/v1/print/multi-color/{path_segment(id)}/stream",
        parse=PrintMultiColorTask.from_dict,
        streams=True,
    )

"""Operations of the tag print_analyze: each returns the request, described but not performed."""

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
    CreatePrintAnalyze,
    PrintAnalyzeTask,
    PrinterType,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[PrintAnalyzeTask]]:
    """List Print Analyze tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="print_analyze.list",
        method="GET",
        path="/openapi/v1/print/analyze",
        parse=array(PrintAnalyzeTask.from_dict),
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
    printer_type: PrinterType | Unset = UNSET,
    intended_print_height_mm: float | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Print Analyze task.

    Measures whether a model can be printed. Costs nothing; a model that was measured before is answered at once.

    Args:
        input_task_id: A SUCCEEDED task of meshy-6 or later whose model is measured. Wins over model_url. (a
            handle or a task is sent as its id)
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. (a path, bytes or an open file is sent as a data URI; has an effect only if
            input_task_id is not given)
        printer_type: The printer, which decides how thin a wall may be. With a height alone, fdm. (one of fdm,
            sla, full_color, or others to come; since 2026-10-06)
        intended_print_height_mm: Height of the print in millimetres. Without it, 150 mm; an STL has its own size.
            (above 0; since 2026-10-06)
    """
    return Operation(
        name="print_analyze.create",
        method="POST",
        path="/openapi/v1/print/analyze",
        parse=TaskCreated.from_dict,
        body=CreatePrintAnalyze(
            input_task_id=id_of(input_task_id),
            model_url=model_url,
            printer_type=printer_type,
            intended_print_height_mm=intended_print_height_mm,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[PrintAnalyzeTask]:
    """Retrieve a Print Analyze task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_analyze.get",
        method="GET",
        path=f"/openapi/v1/print/analyze/{path_segment(id)}",
        parse=PrintAnalyzeTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Print Analyze task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_analyze.delete",
        method="DELETE",
        path=f"/openapi/v1/print/analyze/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[PrintAnalyzeTask]:
    """Stream a Print Analyze task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="print_analyze.stream",
        method="GET",
        path=f"/openapi/v1/print/analyze/{path_segment(id)}/stream",
        parse=PrintAnalyzeTask.from_dict,
        streams=True,
    )

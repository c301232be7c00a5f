"""Operations of the tag creative_lab_vinyl_figure_build: each returns the request, described but not performed."""

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
    CreateVinylFigureBuild,
    LabBuildTask,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[LabBuildTask]]:
    """List Vinyl Figure Build tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="creative_lab_vinyl_figure_build.list",
        method="GET",
        path="/openapi/creative-lab/vinyl-figure/v1/build",
        parse=array(LabBuildTask.from_dict),
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
    name: str | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Vinyl Figure Build task.

    Makes the printable model of a prototype. 30 credits.

    Args:
        input_task_id: The SUCCEEDED prototype of a vinyl figure, by the same key; any other task is not found. (a
            handle or a task is sent as its id)
        name: A name of the task, for you. (at most 100 characters)
    """
    return Operation(
        name="creative_lab_vinyl_figure_build.create",
        method="POST",
        path="/openapi/creative-lab/vinyl-figure/v1/build",
        parse=TaskCreated.from_dict,
        body=CreateVinylFigureBuild(
            input_task_id=id_of(input_task_id),
            name=name,
        ).to_dict(),
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[LabBuildTask]:
    """Retrieve a Vinyl Figure Build task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_build.get",
        method="GET",
        path=f"/openapi/creative-lab/vinyl-figure/v1/build/{path_segment(id)}",
        parse=LabBuildTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Cancel a Vinyl Figure Build task.

    The task becomes CANCELED. A PENDING one is refunded, an IN_PROGRESS one is not; one that has ended can be
    neither canceled nor deleted.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_build.delete",
        method="DELETE",
        path=f"/openapi/creative-lab/vinyl-figure/v1/build/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[LabBuildTask]:
    """Stream a Vinyl Figure Build task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_build.stream",
        method="GET",
        path=f"/openapi/creative-lab/vinyl-figure/v1/build/{path_segment(id)}/stream",
        parse=LabBuildTask.from_dict,
        streams=True,
    )

"""Operations of the tag creative_lab_vinyl_figure_prototype: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    File,
    Operation,
    Unset,
    array,
    discard,
    given,
    path_segment,
)
from ..models import (
    CreateLabPrototype,
    LabPrototypeTask,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[LabPrototypeTask]]:
    """List Vinyl Figure Prototype tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="creative_lab_vinyl_figure_prototype.list",
        method="GET",
        path="/openapi/creative-lab/vinyl-figure/v1/prototype",
        parse=array(LabPrototypeTask.from_dict),
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
    image_url: File,
    name: str | Unset = UNSET,
    remove_background: bool | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Vinyl Figure Prototype task.

    Draws the design of a vinyl figure, which a build follows. 6 credits.

    Args:
        image_url: The picture, .jpg, .jpeg, .png or .webp, at least 32 px a side; a public URL or a data URI. (a
            path, bytes or an open file is sent as a data URI)
        name: A name of the task, for you. (at most 100 characters)
        remove_background: Whether to remove the background first. (the service's default: false)
    """
    return Operation(
        name="creative_lab_vinyl_figure_prototype.create",
        method="POST",
        path="/openapi/creative-lab/vinyl-figure/v1/prototype",
        parse=TaskCreated.from_dict,
        body=CreateLabPrototype(
            image_url=image_url,
            name=name,
            remove_background=remove_background,
        ).to_dict(),
        files={
            "image_url": (
                "image/png",
                "image/jpeg",
                "image/webp",
            )
        },
    )


def get(
    id: str,
) -> Operation[LabPrototypeTask]:
    """Retrieve a Vinyl Figure Prototype task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_prototype.get",
        method="GET",
        path=f"/openapi/creative-lab/vinyl-figure/v1/prototype/{path_segment(id)}",
        parse=LabPrototypeTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Cancel a Vinyl Figure Prototype task.

    The task becomes CANCELED. A PENDING one is refunded, an IN_PROGRESS one is not; one that has ended can be
    neither canceled nor deleted.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_prototype.delete",
        method="DELETE",
        path=f"/openapi/creative-lab/vinyl-figure/v1/prototype/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[LabPrototypeTask]:
    """Stream a Vinyl Figure Prototype task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_vinyl_figure_prototype.stream",
        method="GET",
        path=f"/openapi/creative-lab/vinyl-figure/v1/prototype/{path_segment(id)}/stream",
        parse=LabPrototypeTask.from_dict,
        streams=True,
    )

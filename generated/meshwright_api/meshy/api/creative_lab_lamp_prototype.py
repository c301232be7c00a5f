"""Operations of the tag creative_lab_lamp_prototype: each returns the request, described but not performed."""

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
    CreateLampPrototype,
    LampPrototypeTask,
    LampSubject,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[LampPrototypeTask]]:
    """List Lamp Prototype tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="creative_lab_lamp_prototype.list",
        method="GET",
        path="/openapi/creative-lab/lamp/v1/prototype",
        parse=array(LampPrototypeTask.from_dict),
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
    image_subject: LampSubject | Unset = UNSET,
    name: str | Unset = UNSET,
    remove_background: bool | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Lamp Prototype task.

    Draws the design of a lamp and makes its lampshade. 30 credits.

    Args:
        image_subject: Subject of the picture of a lamp. (one of character, landscape, or others to come; the
            service's default: character)
        image_url: The picture, .jpg, .jpeg, .png or .webp, at least 32 px a side; a public URL or a data URI. (a
            path, bytes or an open file is sent as a data URI)
        name: A name of the task, for you. (at most 100 characters)
        remove_background: Whether to remove the background first. (the service's default: false)
    """
    return Operation(
        name="creative_lab_lamp_prototype.create",
        method="POST",
        path="/openapi/creative-lab/lamp/v1/prototype",
        parse=TaskCreated.from_dict,
        body=CreateLampPrototype(
            image_url=image_url,
            image_subject=image_subject,
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
) -> Operation[LampPrototypeTask]:
    """Retrieve a Lamp Prototype task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_lamp_prototype.get",
        method="GET",
        path=f"/openapi/creative-lab/lamp/v1/prototype/{path_segment(id)}",
        parse=LampPrototypeTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Cancel a Lamp Prototype task.

    The task becomes CANCELED. A PENDING one is refunded, an IN_PROGRESS one is not; one that has ended can be
    neither canceled nor deleted.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_lamp_prototype.delete",
        method="DELETE",
        path=f"/openapi/creative-lab/lamp/v1/prototype/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[LampPrototypeTask]:
    """Stream a Lamp Prototype task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="creative_lab_lamp_prototype.stream",
        method="GET",
        path=f"/openapi/creative-lab/lamp/v1/prototype/{path_segment(id)}/stream",
        parse=LampPrototypeTask.from_dict,
        streams=True,
    )

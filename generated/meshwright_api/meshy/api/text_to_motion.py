"""Operations of the tag text_to_motion: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    array,
    discard,
    given,
    path_segment,
)
from ..models import (
    CreateTextToMotion,
    MotionMode,
    SortBy,
    TaskCreated,
    TextToMotionTask,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[TextToMotionTask]]:
    """List text-to-motion tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="text_to_motion.list",
        method="GET",
        path="/openapi/v1/text-to-motion",
        parse=array(TextToMotionTask.from_dict),
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
    prompt: str,
    duration: float,
    mode: MotionMode | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a text-to-motion task.

    Ten credits, or three with mode swift.

    Args:
        prompt: The motion in words, at most 400 characters. (at most 400 characters)
        duration: Seconds, 2 to 10 in steps of 0.5. (from 2; to 10)
        mode: `prime` makes an FBX, `swift` a BVH and costs less. (one of prime, swift, or others to come; the
            service's default: prime)
    """
    return Operation(
        name="text_to_motion.create",
        method="POST",
        path="/openapi/v1/text-to-motion",
        parse=TaskCreated.from_dict,
        body=CreateTextToMotion(
            prompt=prompt,
            duration=duration,
            mode=mode,
        ).to_dict(),
    )


def get(
    id: str,
) -> Operation[TextToMotionTask]:
    """Retrieve a text-to-motion task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_motion.get",
        method="GET",
        path=f"/openapi/v1/text-to-motion/{path_segment(id)}",
        parse=TextToMotionTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a text-to-motion task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_motion.delete",
        method="DELETE",
        path=f"/openapi/v1/text-to-motion/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[TextToMotionTask]:
    """Stream a text-to-motion task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_motion.stream",
        method="GET",
        path=f"/openapi/v1/text-to-motion/{path_segment(id)}/stream",
        parse=TextToMotionTask.from_dict,
        streams=True,
    )

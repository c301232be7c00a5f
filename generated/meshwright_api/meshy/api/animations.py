"""Operations of the tag animations: each returns the request, described but not performed."""

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
    AnimationTask,
    CreateAnimation,
    PostProcess,
    SortBy,
    TaskCreated,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[AnimationTask]]:
    """List animation tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="animations.list",
        method="GET",
        path="/openapi/v1/animations",
        parse=array(AnimationTask.from_dict),
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
    rig_task_id: TaskInput,
    action_id: int | Unset = UNSET,
    action_ids: list[int] | Unset = UNSET,
    motion_task_id: TaskInput | Unset = UNSET,
    post_process: PostProcess | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create an animation task.

    Lets a rigged figure play actions of the library. Three credits an action.

    Args:
        rig_task_id: The SUCCEEDED rigging task. (a handle or a task is sent as its id)
        action_id: The action, by its number in the library.
        action_ids: One to ten different actions; they become clips of one file, in this order. (at least 1; at
            most 10; since 2026-10-02)
        motion_task_id: A SUCCEEDED text-to-motion task, in place of actions. (a handle or a task is sent as its
            id; since 2026-10-02)
        post_process: The processing of the animation afterwards.
    """
    return Operation(
        name="animations.create",
        method="POST",
        path="/openapi/v1/animations",
        parse=TaskCreated.from_dict,
        body=CreateAnimation(
            rig_task_id=id_of(rig_task_id),
            action_id=action_id,
            action_ids=action_ids,
            motion_task_id=id_of(motion_task_id),
            post_process=post_process,
        ).to_dict(),
        tasks={"rig_task_id": rig_task_id, "motion_task_id": motion_task_id},
    )


def get(
    id: str,
) -> Operation[AnimationTask]:
    """Retrieve an animation task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="animations.get",
        method="GET",
        path=f"/openapi/v1/animations/{path_segment(id)}",
        parse=AnimationTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete an animation task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="animations.delete",
        method="DELETE",
        path=f"/openapi/v1/animations/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[AnimationTask]:
    """Stream an animation task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="animations.stream",
        method="GET",
        path=f"/openapi/v1/animations/{path_segment(id)}/stream",
        parse=AnimationTask.from_dict,
        streams=True,
    )

from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.resize_task import ResizeTask


def get(
    id: str,
) -> Operation[ResizeTask]:
    """Retrieve a Resize task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="resize.get",
        method="GET",
        path=f"/openapi/v1/resize/{path_segment(id)}",
        parse=ResizeTask.from_dict,
    )

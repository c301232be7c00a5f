from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.resize_task import ResizeTask


def stream(
    id: str,
) -> Operation[ResizeTask]:
    """Stream a Resize task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="resize.stream",
        method="GET",
        path=f"/openapi/v1/resize/{path_segment(id)}/stream",
        parse=ResizeTask.from_dict,
        streams=True,
    )

from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.remesh_task import RemeshTask


def stream(
    id: str,
) -> Operation[RemeshTask]:
    """Stream a Remesh task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="remesh.stream",
        method="GET",
        path=f"/openapi/v1/remesh/{path_segment(id)}/stream",
        parse=RemeshTask.from_dict,
        streams=True,
    )

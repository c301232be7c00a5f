from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.remesh_task import RemeshTask


def get(
    id: str,
) -> Operation[RemeshTask]:
    """Retrieve a Remesh task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="remesh.get",
        method="GET",
        path=f"/openapi/v1/remesh/{path_segment(id)}",
        parse=RemeshTask.from_dict,
    )

from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.text_to_3d_task import TextTo3DTask


def get(
    id: str,
) -> Operation[TextTo3DTask]:
    """Retrieve a Text to 3D task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_3d.get",
        method="GET",
        path=f"/openapi/v2/text-to-3d/{path_segment(id)}",
        parse=TextTo3DTask.from_dict,
    )

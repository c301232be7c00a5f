from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.text_to_3d_task import TextTo3DTask


def stream(
    id: str,
) -> Operation[TextTo3DTask]:
    """Stream a Text to 3D task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_3d.stream",
        method="GET",
        path=f"/openapi/v2/text-to-3d/{path_segment(id)}/stream",
        parse=TextTo3DTask.from_dict,
        streams=True,
    )

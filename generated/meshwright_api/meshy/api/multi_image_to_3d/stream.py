from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.multi_image_to_3d_task import MultiImageTo3DTask


def stream(
    id: str,
) -> Operation[MultiImageTo3DTask]:
    """Stream a Multi-Image to 3D task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="multi_image_to_3d.stream",
        method="GET",
        path=f"/openapi/v1/multi-image-to-3d/{path_segment(id)}/stream",
        parse=MultiImageTo3DTask.from_dict,
        streams=True,
    )

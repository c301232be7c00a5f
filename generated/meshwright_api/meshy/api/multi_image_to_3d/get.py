from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.multi_image_to_3d_task import MultiImageTo3DTask


def get(
    id: str,
) -> Operation[MultiImageTo3DTask]:
    """Retrieve a Multi-Image to 3D task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="multi_image_to_3d.get",
        method="GET",
        path=f"/openapi/v1/multi-image-to-3d/{path_segment(id)}",
        parse=MultiImageTo3DTask.from_dict,
    )

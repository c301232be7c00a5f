from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.image_to_3d_task import ImageTo3DTask


def get(
    id: str,
) -> Operation[ImageTo3DTask]:
    """Retrieve an Image to 3D task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="image_to_3d.get",
        method="GET",
        path=f"/openapi/v1/image-to-3d/{path_segment(id)}",
        parse=ImageTo3DTask.from_dict,
    )

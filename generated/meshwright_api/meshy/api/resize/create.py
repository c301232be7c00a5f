from __future__ import annotations

from ...._runtime import UNSET, File, Operation, Unset
from ...models.create_resize import CreateResize
from ...models.origin_at import OriginAt
from ...models.task_created import TaskCreated


def create(
    *,
    input_task_id: str | Unset = UNSET,
    model_url: File | Unset = UNSET,
    resize_height: float | Unset = UNSET,
    resize_longest_side: float | Unset = UNSET,
    auto_size: bool | Unset = UNSET,
    origin_at: OriginAt | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Resize task.

    Scales a model to an exact height, to a longest side, or to a size estimated by a vision model. One credit.

    Args:
        input_task_id: A SUCCEEDED Meshy task whose model is scaled; the result is a GLB. Wins over model_url.
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. The result keeps the format. (a path, bytes or an open file is sent as a
            data URI)
        resize_height: Height in metres. (above 0)
        resize_longest_side: Length in metres of the longest side; the proportions stay. (above 0)
        auto_size: true scales to the height that a vision model estimates. false counts as not given.
        origin_at: Where the origin lies afterwards, under the middle of the model or in its centre. (one of
            bottom, center; the service's default is bottom)
    """
    return Operation(
        name="resize.create",
        method="POST",
        path="/openapi/v1/resize",
        parse=TaskCreated.from_dict,
        body=CreateResize(
            input_task_id=input_task_id,
            model_url=model_url,
            resize_height=resize_height,
            resize_longest_side=resize_longest_side,
            auto_size=auto_size,
            origin_at=origin_at,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
    )

"""The kinds of task that the service makes, each as one record."""

from __future__ import annotations

from typing import Any, TypeAlias

from .._runtime import TaskKind
from .api import image_to_3d, multi_image_to_3d, remesh, resize, text_to_3d
from .models import ImageTo3DTask, MultiImageTo3DTask, RemeshTask, ResizeTask, TextTo3DTask

AnyTask: TypeAlias = ImageTo3DTask | MultiImageTo3DTask | ResizeTask | RemeshTask | TextTo3DTask
IMAGE_TO_3D = TaskKind(
    name="image-to-3d",
    model=ImageTo3DTask,
    types=("image-to-3d",),
    texts=frozenset(["input_task_id", "texture_prompt"]),
    create=image_to_3d.create,
    list=image_to_3d.list_,
    get=image_to_3d.get,
    stream=image_to_3d.stream,
    delete=image_to_3d.delete,
)
MULTI_IMAGE_TO_3D = TaskKind(
    name="multi-image-to-3d",
    model=MultiImageTo3DTask,
    types=("multi-image-to-3d",),
    texts=frozenset(["input_task_id", "texture_prompt"]),
    create=multi_image_to_3d.create,
    list=multi_image_to_3d.list_,
    get=multi_image_to_3d.get,
    stream=multi_image_to_3d.stream,
    delete=multi_image_to_3d.delete,
)
RESIZE = TaskKind(
    name="resize",
    model=ResizeTask,
    types=("resize",),
    texts=frozenset(["input_task_id"]),
    create=resize.create,
    list=resize.list_,
    get=resize.get,
    stream=resize.stream,
    delete=resize.delete,
)
REMESH = TaskKind(
    name="remesh",
    model=RemeshTask,
    types=("remesh",),
    texts=frozenset(["input_task_id"]),
    create=remesh.create,
    list=remesh.list_,
    get=remesh.get,
    stream=remesh.stream,
    delete=remesh.delete,
)
TEXT_TO_3D = TaskKind(
    name="text-to-3d",
    model=TextTo3DTask,
    types=("text-to-3d-preview", "text-to-3d-refine"),
    texts=frozenset(["preview_task_id", "prompt", "texture_prompt"]),
    create=text_to_3d.create,
    list=text_to_3d.list_,
    get=text_to_3d.get,
    stream=text_to_3d.stream,
    delete=text_to_3d.delete,
)
KINDS: dict[str, TaskKind[..., ..., Any]] = {
    kind.name: kind
    for kind in (
        IMAGE_TO_3D,
        MULTI_IMAGE_TO_3D,
        RESIZE,
        REMESH,
        TEXT_TO_3D,
    )
}
"""Every kind by its name."""
WEBHOOK_SECRET_HEADER = "x-meshy-api-webhook-secret-key"
"""The header in which a webhook brings your secret."""

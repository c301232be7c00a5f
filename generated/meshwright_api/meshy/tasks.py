"""The kinds of task that the service makes, each as one record; what it names is imported when first used."""

from __future__ import annotations

from typing import Any, TypeAlias

from .._runtime import TaskKind
from . import api, models

AnyTask: TypeAlias = (
    "models.ImageTo3DTask | models.MultiImageTo3DTask | models.ResizeTask | models.RemeshTask | models.TextTo3DTask"
)
IMAGE_TO_3D = TaskKind(
    name="image-to-3d",
    types=("image-to-3d",),
    texts=frozenset(["input_task_id", "texture_prompt"]),
    model=lambda: models.ImageTo3DTask,
    api=lambda: api.image_to_3d,
)
MULTI_IMAGE_TO_3D = TaskKind(
    name="multi-image-to-3d",
    types=("multi-image-to-3d",),
    texts=frozenset(["input_task_id", "texture_prompt"]),
    model=lambda: models.MultiImageTo3DTask,
    api=lambda: api.multi_image_to_3d,
)
RESIZE = TaskKind(
    name="resize",
    types=("resize",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.ResizeTask,
    api=lambda: api.resize,
)
REMESH = TaskKind(
    name="remesh",
    types=("remesh",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.RemeshTask,
    api=lambda: api.remesh,
)
TEXT_TO_3D = TaskKind(
    name="text-to-3d",
    types=("text-to-3d-preview", "text-to-3d-refine"),
    texts=frozenset(["preview_task_id", "prompt", "texture_prompt"]),
    model=lambda: models.TextTo3DTask,
    api=lambda: api.text_to_3d,
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

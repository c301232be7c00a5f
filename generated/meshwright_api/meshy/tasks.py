"""The kinds of task that the service makes, each as one record; what it names is imported when first used."""

from __future__ import annotations

from typing import Any, TypeAlias

from .._runtime import TaskKind
from . import api, models

AnyTask: TypeAlias = "models.ImageTo3DTask | models.MultiImageTo3DTask | models.ResizeTask | models.RemeshTask | models.TextTo3DTask | models.ConvertTask | models.UvUnwrapTask | models.RetextureTask | models.PrintAnalyzeTask | models.PrintRepairTask | models.PrintMultiColorTask | models.PrintSplitTask | models.TextToImageTask | models.ImageToImageTask | models.RiggingTask | models.AnimationTask | models.TextToMotionTask | models.LabPrototypeTask | models.FigureBuildTask | models.LabPrototypeTask | models.LabBuildTask | models.LabPrototypeTask | models.LabBuildTask | models.LampPrototypeTask | models.LabBuildTask | models.KeychainPrototypeTask | models.LabBuildTask | models.LabPrototypeTask | models.LabBuildTask | models.KeycapPrototypeTask | models.LabBuildTask | models.LabPrototypeTask | models.LabBuildTask | models.LabBuildTask"
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
    texts=frozenset(["negative_prompt", "preview_task_id", "prompt", "texture_prompt"]),
    model=lambda: models.TextTo3DTask,
    api=lambda: api.text_to_3d,
)
CONVERT = TaskKind(
    name="convert",
    types=("convert",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.ConvertTask,
    api=lambda: api.convert,
)
UV_UNWRAP = TaskKind(
    name="uv-unwrap",
    types=("uv-unwrap",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.UvUnwrapTask,
    api=lambda: api.uv_unwrap,
)
RETEXTURE = TaskKind(
    name="retexture",
    types=("retexture",),
    texts=frozenset(["input_task_id", "text_style_prompt"]),
    model=lambda: models.RetextureTask,
    api=lambda: api.retexture,
)
PRINT_ANALYZE = TaskKind(
    name="print-analyze",
    types=("print-analyze",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.PrintAnalyzeTask,
    api=lambda: api.print_analyze,
)
PRINT_REPAIR = TaskKind(
    name="print-repair",
    types=("print-repair",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.PrintRepairTask,
    api=lambda: api.print_repair,
)
PRINT_MULTI_COLOR = TaskKind(
    name="print-multi-color",
    types=("print-multi-color",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.PrintMultiColorTask,
    api=lambda: api.print_multi_color,
)
PRINT_SPLIT = TaskKind(
    name="print-split",
    types=("print-split",),
    texts=frozenset(["input_task_id", "prompt"]),
    model=lambda: models.PrintSplitTask,
    api=lambda: api.print_split,
)
TEXT_TO_IMAGE = TaskKind(
    name="text-to-image",
    types=("text-to-image",),
    texts=frozenset(["prompt"]),
    model=lambda: models.TextToImageTask,
    api=lambda: api.text_to_image,
)
IMAGE_TO_IMAGE = TaskKind(
    name="image-to-image",
    types=("image-to-image",),
    texts=frozenset(["input_task_id", "prompt"]),
    model=lambda: models.ImageToImageTask,
    api=lambda: api.image_to_image,
)
RIGGING = TaskKind(
    name="rigging",
    types=("rig",),
    texts=frozenset(["input_task_id"]),
    model=lambda: models.RiggingTask,
    api=lambda: api.rigging,
)
ANIMATIONS = TaskKind(
    name="animations",
    types=("animate",),
    texts=frozenset(["motion_task_id", "rig_task_id"]),
    model=lambda: models.AnimationTask,
    api=lambda: api.animations,
)
TEXT_TO_MOTION = TaskKind(
    name="text-to-motion",
    types=("text-to-motion",),
    texts=frozenset(["prompt"]),
    model=lambda: models.TextToMotionTask,
    api=lambda: api.text_to_motion,
)
CREATIVE_LAB_FIGURE_PROTOTYPE = TaskKind(
    name="creative-lab-figure-prototype",
    types=("creative-lab-figure-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LabPrototypeTask,
    api=lambda: api.creative_lab_figure_prototype,
    cancels=True,
)
CREATIVE_LAB_FIGURE_BUILD = TaskKind(
    name="creative-lab-figure-build",
    types=("creative-lab-figure-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.FigureBuildTask,
    api=lambda: api.creative_lab_figure_build,
    cancels=True,
)
CREATIVE_LAB_VINYL_FIGURE_PROTOTYPE = TaskKind(
    name="creative-lab-vinyl-figure-prototype",
    types=("creative-lab-vinyl-figure-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LabPrototypeTask,
    api=lambda: api.creative_lab_vinyl_figure_prototype,
    cancels=True,
)
CREATIVE_LAB_VINYL_FIGURE_BUILD = TaskKind(
    name="creative-lab-vinyl-figure-build",
    types=("creative-lab-vinyl-figure-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_vinyl_figure_build,
    cancels=True,
)
CREATIVE_LAB_BRICK_FIGURE_PROTOTYPE = TaskKind(
    name="creative-lab-brick-figure-prototype",
    types=("creative-lab-brick-figure-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LabPrototypeTask,
    api=lambda: api.creative_lab_brick_figure_prototype,
    cancels=True,
)
CREATIVE_LAB_BRICK_FIGURE_BUILD = TaskKind(
    name="creative-lab-brick-figure-build",
    types=("creative-lab-brick-figure-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_brick_figure_build,
    cancels=True,
)
CREATIVE_LAB_LAMP_PROTOTYPE = TaskKind(
    name="creative-lab-lamp-prototype",
    types=("creative-lab-lamp-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LampPrototypeTask,
    api=lambda: api.creative_lab_lamp_prototype,
    cancels=True,
)
CREATIVE_LAB_LAMP_BUILD = TaskKind(
    name="creative-lab-lamp-build",
    types=("creative-lab-lamp-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_lamp_build,
    cancels=True,
)
CREATIVE_LAB_KEYCHAIN_PROTOTYPE = TaskKind(
    name="creative-lab-keychain-prototype",
    types=("creative-lab-keychain-prototype",),
    texts=frozenset(["name", "name_text"]),
    model=lambda: models.KeychainPrototypeTask,
    api=lambda: api.creative_lab_keychain_prototype,
    cancels=True,
)
CREATIVE_LAB_KEYCHAIN_BUILD = TaskKind(
    name="creative-lab-keychain-build",
    types=("creative-lab-keychain-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_keychain_build,
    cancels=True,
)
CREATIVE_LAB_FRIDGE_MAGNET_PROTOTYPE = TaskKind(
    name="creative-lab-fridge-magnet-prototype",
    types=("creative-lab-fridge-magnet-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LabPrototypeTask,
    api=lambda: api.creative_lab_fridge_magnet_prototype,
    cancels=True,
)
CREATIVE_LAB_FRIDGE_MAGNET_BUILD = TaskKind(
    name="creative-lab-fridge-magnet-build",
    types=("creative-lab-fridge-magnet-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_fridge_magnet_build,
    cancels=True,
)
CREATIVE_LAB_KEYCAP_PROTOTYPE = TaskKind(
    name="creative-lab-keycap-prototype",
    types=("creative-lab-keycap-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.KeycapPrototypeTask,
    api=lambda: api.creative_lab_keycap_prototype,
    cancels=True,
)
CREATIVE_LAB_KEYCAP_BUILD = TaskKind(
    name="creative-lab-keycap-build",
    types=("creative-lab-keycap-build",),
    texts=frozenset(["candidate_id", "input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_keycap_build,
    cancels=True,
)
CREATIVE_LAB_FIDGET_PIXEL_PROTOTYPE = TaskKind(
    name="creative-lab-fidget-pixel-prototype",
    types=("creative-lab-fidget-pixel-prototype",),
    texts=frozenset(["name"]),
    model=lambda: models.LabPrototypeTask,
    api=lambda: api.creative_lab_fidget_pixel_prototype,
    cancels=True,
)
CREATIVE_LAB_FIDGET_PIXEL_BUILD = TaskKind(
    name="creative-lab-fidget-pixel-build",
    types=("creative-lab-fidget-pixel-build",),
    texts=frozenset(["input_task_id", "name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_fidget_pixel_build,
    cancels=True,
)
CREATIVE_LAB_FIDGET_COLLAPSIBLE = TaskKind(
    name="creative-lab-fidget-collapsible",
    types=("creative-lab-fidget-collapsible",),
    texts=frozenset(["name"]),
    model=lambda: models.LabBuildTask,
    api=lambda: api.creative_lab_fidget_collapsible,
    cancels=True,
)
KINDS: dict[str, TaskKind[..., ..., Any]] = {
    kind.name: kind
    for kind in (
        IMAGE_TO_3D,
        MULTI_IMAGE_TO_3D,
        RESIZE,
        REMESH,
        TEXT_TO_3D,
        CONVERT,
        UV_UNWRAP,
        RETEXTURE,
        PRINT_ANALYZE,
        PRINT_REPAIR,
        PRINT_MULTI_COLOR,
        PRINT_SPLIT,
        TEXT_TO_IMAGE,
        IMAGE_TO_IMAGE,
        RIGGING,
        ANIMATIONS,
        TEXT_TO_MOTION,
        CREATIVE_LAB_FIGURE_PROTOTYPE,
        CREATIVE_LAB_FIGURE_BUILD,
        CREATIVE_LAB_VINYL_FIGURE_PROTOTYPE,
        CREATIVE_LAB_VINYL_FIGURE_BUILD,
        CREATIVE_LAB_BRICK_FIGURE_PROTOTYPE,
        CREATIVE_LAB_BRICK_FIGURE_BUILD,
        CREATIVE_LAB_LAMP_PROTOTYPE,
        CREATIVE_LAB_LAMP_BUILD,
        CREATIVE_LAB_KEYCHAIN_PROTOTYPE,
        CREATIVE_LAB_KEYCHAIN_BUILD,
        CREATIVE_LAB_FRIDGE_MAGNET_PROTOTYPE,
        CREATIVE_LAB_FRIDGE_MAGNET_BUILD,
        CREATIVE_LAB_KEYCAP_PROTOTYPE,
        CREATIVE_LAB_KEYCAP_BUILD,
        CREATIVE_LAB_FIDGET_PIXEL_PROTOTYPE,
        CREATIVE_LAB_FIDGET_PIXEL_BUILD,
        CREATIVE_LAB_FIDGET_COLLAPSIBLE,
    )
}
"""Every kind by its name."""
WEBHOOK_SECRET_HEADER = "x-meshy-api-webhook-secret-key"
"""The header that carries your secret in a webhook."""

"""Everything the API sends and accepts, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

if TYPE_CHECKING:
    from .balance import Balance
    from .converted_format import ConvertedFormat
    from .create_image_to_3d import CreateImageTo3D
    from .create_multi_image_to_3d import CreateMultiImageTo3D
    from .create_remesh import CreateRemesh
    from .create_resize import CreateResize
    from .create_text_to_3d import CreateTextTo3D
    from .geometry_resolution import GeometryResolution
    from .image_model import ImageModel
    from .image_to_3d_task import ImageTo3DTask
    from .model_type import ModelType
    from .model_urls import ModelUrls
    from .multi_image_model import MultiImageModel
    from .multi_image_to_3d_task import MultiImageTo3DTask
    from .origin_at import OriginAt
    from .pose_mode import PoseMode
    from .remesh_task import RemeshTask
    from .resize_task import ResizeTask
    from .sort_by import SortBy
    from .symmetry_mode import SymmetryMode
    from .target_format import TargetFormat
    from .task_created import TaskCreated
    from .task_error import TaskError
    from .task_status import TaskStatus
    from .task_type import TaskType
    from .text_model import TextModel
    from .text_to_3d_mode import TextTo3DMode
    from .text_to_3d_task import TextTo3DTask
    from .texture_resolution import TextureResolution
    from .texture_urls import TextureUrls
    from .thumbnail_urls import ThumbnailUrls
    from .topology import Topology
else:
    __getattr__, __dir__ = lazy(
        __name__,
        {
            "Balance": "balance",
            "ConvertedFormat": "converted_format",
            "CreateImageTo3D": "create_image_to_3d",
            "CreateMultiImageTo3D": "create_multi_image_to_3d",
            "CreateRemesh": "create_remesh",
            "CreateResize": "create_resize",
            "CreateTextTo3D": "create_text_to_3d",
            "GeometryResolution": "geometry_resolution",
            "ImageModel": "image_model",
            "ImageTo3DTask": "image_to_3d_task",
            "ModelType": "model_type",
            "ModelUrls": "model_urls",
            "MultiImageModel": "multi_image_model",
            "MultiImageTo3DTask": "multi_image_to_3d_task",
            "OriginAt": "origin_at",
            "PoseMode": "pose_mode",
            "RemeshTask": "remesh_task",
            "ResizeTask": "resize_task",
            "SortBy": "sort_by",
            "SymmetryMode": "symmetry_mode",
            "TargetFormat": "target_format",
            "TaskCreated": "task_created",
            "TaskError": "task_error",
            "TaskStatus": "task_status",
            "TaskType": "task_type",
            "TextModel": "text_model",
            "TextTo3DMode": "text_to_3d_mode",
            "TextTo3DTask": "text_to_3d_task",
            "TextureResolution": "texture_resolution",
            "TextureUrls": "texture_urls",
            "ThumbnailUrls": "thumbnail_urls",
            "Topology": "topology",
        },
    )

__all__ = [
    "Balance",
    "ConvertedFormat",
    "CreateImageTo3D",
    "CreateMultiImageTo3D",
    "CreateRemesh",
    "CreateResize",
    "CreateTextTo3D",
    "GeometryResolution",
    "ImageModel",
    "ImageTo3DTask",
    "ModelType",
    "ModelUrls",
    "MultiImageModel",
    "MultiImageTo3DTask",
    "OriginAt",
    "PoseMode",
    "RemeshTask",
    "ResizeTask",
    "SortBy",
    "SymmetryMode",
    "TargetFormat",
    "TaskCreated",
    "TaskError",
    "TaskStatus",
    "TaskType",
    "TextModel",
    "TextTo3DMode",
    "TextTo3DTask",
    "TextureResolution",
    "TextureUrls",
    "ThumbnailUrls",
    "Topology",
]

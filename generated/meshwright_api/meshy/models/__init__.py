"""Everything the API sends and accepts."""

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

"""Everything the API sends and accepts, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

if TYPE_CHECKING:
    from .action_category import ActionCategory
    from .animation_result import AnimationResult
    from .animation_task import AnimationTask
    from .animation_type import AnimationType
    from .art_style import ArtStyle
    from .aspect_ratio import AspectRatio
    from .badge_format import BadgeFormat
    from .badge_output import BadgeOutput
    from .badge_shape import BadgeShape
    from .balance import Balance
    from .basic_animations import BasicAnimations
    from .character_pose import CharacterPose
    from .color_style import ColorStyle
    from .connector_type import ConnectorType
    from .convert_task import ConvertTask
    from .converted_format import ConvertedFormat
    from .create_animation import CreateAnimation
    from .create_brick_figure_build import CreateBrickFigureBuild
    from .create_convert import CreateConvert
    from .create_fidget_pixel_build import CreateFidgetPixelBuild
    from .create_fidget_pixel_prototype import CreateFidgetPixelPrototype
    from .create_figure_build import CreateFigureBuild
    from .create_fridge_magnet_build import CreateFridgeMagnetBuild
    from .create_image_to_3d import CreateImageTo3D
    from .create_image_to_image import CreateImageToImage
    from .create_keycap_build import CreateKeycapBuild
    from .create_keychain_build import CreateKeychainBuild
    from .create_keychain_prototype import CreateKeychainPrototype
    from .create_lab_prototype import CreateLabPrototype
    from .create_lamp_build import CreateLampBuild
    from .create_lamp_prototype import CreateLampPrototype
    from .create_multi_image_to_3d import CreateMultiImageTo3D
    from .create_print_analyze import CreatePrintAnalyze
    from .create_print_multi_color import CreatePrintMultiColor
    from .create_print_repair import CreatePrintRepair
    from .create_print_split import CreatePrintSplit
    from .create_remesh import CreateRemesh
    from .create_resize import CreateResize
    from .create_retexture import CreateRetexture
    from .create_rigging import CreateRigging
    from .create_text_to_3d import CreateTextTo3D
    from .create_text_to_image import CreateTextToImage
    from .create_text_to_motion import CreateTextToMotion
    from .create_uv_unwrap import CreateUvUnwrap
    from .create_vinyl_figure_build import CreateVinylFigureBuild
    from .fidget_pixel_choices import FidgetPixelChoices
    from .figure_build_task import FigureBuildTask
    from .fridge_magnet_options import FridgeMagnetOptions
    from .geometry_resolution import GeometryResolution
    from .image_maker import ImageMaker
    from .image_model import ImageModel
    from .image_to_3d_task import ImageTo3DTask
    from .image_to_image_task import ImageToImageTask
    from .keycap_base import KeycapBase
    from .keycap_options import KeycapOptions
    from .keycap_prototype_task import KeycapPrototypeTask
    from .keychain_options import KeychainOptions
    from .keychain_prototype_task import KeychainPrototypeTask
    from .lab_build_task import LabBuildTask
    from .lab_model_urls import LabModelUrls
    from .lab_picture import LabPicture
    from .lab_prototype_task import LabPrototypeTask
    from .lamp_format import LampFormat
    from .lamp_options import LampOptions
    from .lamp_output import LampOutput
    from .lamp_prototype_task import LampPrototypeTask
    from .lamp_subject import LampSubject
    from .library_action import LibraryAction
    from .light_source import LightSource
    from .model_type import ModelType
    from .model_urls import ModelUrls
    from .motion_format import MotionFormat
    from .motion_mode import MotionMode
    from .motion_result import MotionResult
    from .multi_image_model import MultiImageModel
    from .multi_image_to_3d_task import MultiImageTo3DTask
    from .origin_at import OriginAt
    from .pixel_subject import PixelSubject
    from .pose_mode import PoseMode
    from .pose_rate import PoseRate
    from .post_process import PostProcess
    from .post_processing import PostProcessing
    from .print_analyze_task import PrintAnalyzeTask
    from .print_metrics import PrintMetrics
    from .print_multi_color_task import PrintMultiColorTask
    from .print_repair_task import PrintRepairTask
    from .print_split_task import PrintSplitTask
    from .print_status import PrintStatus
    from .printability import Printability
    from .printer_brand import PrinterBrand
    from .printer_type import PrinterType
    from .public_animation import PublicAnimation
    from .public_animation_page import PublicAnimationPage
    from .public_animations import PublicAnimations
    from .relief_curve import ReliefCurve
    from .remesh_task import RemeshTask
    from .resize_task import ResizeTask
    from .retexture_task import RetextureTask
    from .rigging_result import RiggingResult
    from .rigging_task import RiggingTask
    from .showcase import Showcase
    from .showcase_format import ShowcaseFormat
    from .showcase_order import ShowcaseOrder
    from .showcase_type import ShowcaseType
    from .showcases import Showcases
    from .sort_by import SortBy
    from .sparse_model_urls import SparseModelUrls
    from .split_layout import SplitLayout
    from .split_mode import SplitMode
    from .symmetry_mode import SymmetryMode
    from .target_format import TargetFormat
    from .task_created import TaskCreated
    from .task_error import TaskError
    from .task_status import TaskStatus
    from .task_type import TaskType
    from .text_model import TextModel
    from .text_model_type import TextModelType
    from .text_to_3d_mode import TextTo3DMode
    from .text_to_3d_task import TextTo3DTask
    from .text_to_image_task import TextToImageTask
    from .text_to_motion_task import TextToMotionTask
    from .texture_model import TextureModel
    from .texture_resolution import TextureResolution
    from .texture_urls import TextureUrls
    from .thin_walls import ThinWalls
    from .thumbnail_urls import ThumbnailUrls
    from .topology import Topology
    from .usage_page import UsagePage
    from .usage_record import UsageRecord
    from .usage_status import UsageStatus
    from .uv_unwrap_task import UvUnwrapTask
else:
    __getattr__, __dir__ = lazy(
        __name__,
        {
            "ActionCategory": "action_category",
            "AnimationResult": "animation_result",
            "AnimationTask": "animation_task",
            "AnimationType": "animation_type",
            "ArtStyle": "art_style",
            "AspectRatio": "aspect_ratio",
            "BadgeFormat": "badge_format",
            "BadgeOutput": "badge_output",
            "BadgeShape": "badge_shape",
            "Balance": "balance",
            "BasicAnimations": "basic_animations",
            "CharacterPose": "character_pose",
            "ColorStyle": "color_style",
            "ConnectorType": "connector_type",
            "ConvertTask": "convert_task",
            "ConvertedFormat": "converted_format",
            "CreateAnimation": "create_animation",
            "CreateBrickFigureBuild": "create_brick_figure_build",
            "CreateConvert": "create_convert",
            "CreateFidgetPixelBuild": "create_fidget_pixel_build",
            "CreateFidgetPixelPrototype": "create_fidget_pixel_prototype",
            "CreateFigureBuild": "create_figure_build",
            "CreateFridgeMagnetBuild": "create_fridge_magnet_build",
            "CreateImageTo3D": "create_image_to_3d",
            "CreateImageToImage": "create_image_to_image",
            "CreateKeycapBuild": "create_keycap_build",
            "CreateKeychainBuild": "create_keychain_build",
            "CreateKeychainPrototype": "create_keychain_prototype",
            "CreateLabPrototype": "create_lab_prototype",
            "CreateLampBuild": "create_lamp_build",
            "CreateLampPrototype": "create_lamp_prototype",
            "CreateMultiImageTo3D": "create_multi_image_to_3d",
            "CreatePrintAnalyze": "create_print_analyze",
            "CreatePrintMultiColor": "create_print_multi_color",
            "CreatePrintRepair": "create_print_repair",
            "CreatePrintSplit": "create_print_split",
            "CreateRemesh": "create_remesh",
            "CreateResize": "create_resize",
            "CreateRetexture": "create_retexture",
            "CreateRigging": "create_rigging",
            "CreateTextTo3D": "create_text_to_3d",
            "CreateTextToImage": "create_text_to_image",
            "CreateTextToMotion": "create_text_to_motion",
            "CreateUvUnwrap": "create_uv_unwrap",
            "CreateVinylFigureBuild": "create_vinyl_figure_build",
            "FidgetPixelChoices": "fidget_pixel_choices",
            "FigureBuildTask": "figure_build_task",
            "FridgeMagnetOptions": "fridge_magnet_options",
            "GeometryResolution": "geometry_resolution",
            "ImageMaker": "image_maker",
            "ImageModel": "image_model",
            "ImageTo3DTask": "image_to_3d_task",
            "ImageToImageTask": "image_to_image_task",
            "KeycapBase": "keycap_base",
            "KeycapOptions": "keycap_options",
            "KeycapPrototypeTask": "keycap_prototype_task",
            "KeychainOptions": "keychain_options",
            "KeychainPrototypeTask": "keychain_prototype_task",
            "LabBuildTask": "lab_build_task",
            "LabModelUrls": "lab_model_urls",
            "LabPicture": "lab_picture",
            "LabPrototypeTask": "lab_prototype_task",
            "LampFormat": "lamp_format",
            "LampOptions": "lamp_options",
            "LampOutput": "lamp_output",
            "LampPrototypeTask": "lamp_prototype_task",
            "LampSubject": "lamp_subject",
            "LibraryAction": "library_action",
            "LightSource": "light_source",
            "ModelType": "model_type",
            "ModelUrls": "model_urls",
            "MotionFormat": "motion_format",
            "MotionMode": "motion_mode",
            "MotionResult": "motion_result",
            "MultiImageModel": "multi_image_model",
            "MultiImageTo3DTask": "multi_image_to_3d_task",
            "OriginAt": "origin_at",
            "PixelSubject": "pixel_subject",
            "PoseMode": "pose_mode",
            "PoseRate": "pose_rate",
            "PostProcess": "post_process",
            "PostProcessing": "post_processing",
            "PrintAnalyzeTask": "print_analyze_task",
            "PrintMetrics": "print_metrics",
            "PrintMultiColorTask": "print_multi_color_task",
            "PrintRepairTask": "print_repair_task",
            "PrintSplitTask": "print_split_task",
            "PrintStatus": "print_status",
            "Printability": "printability",
            "PrinterBrand": "printer_brand",
            "PrinterType": "printer_type",
            "PublicAnimation": "public_animation",
            "PublicAnimationPage": "public_animation_page",
            "PublicAnimations": "public_animations",
            "ReliefCurve": "relief_curve",
            "RemeshTask": "remesh_task",
            "ResizeTask": "resize_task",
            "RetextureTask": "retexture_task",
            "RiggingResult": "rigging_result",
            "RiggingTask": "rigging_task",
            "Showcase": "showcase",
            "ShowcaseFormat": "showcase_format",
            "ShowcaseOrder": "showcase_order",
            "ShowcaseType": "showcase_type",
            "Showcases": "showcases",
            "SortBy": "sort_by",
            "SparseModelUrls": "sparse_model_urls",
            "SplitLayout": "split_layout",
            "SplitMode": "split_mode",
            "SymmetryMode": "symmetry_mode",
            "TargetFormat": "target_format",
            "TaskCreated": "task_created",
            "TaskError": "task_error",
            "TaskStatus": "task_status",
            "TaskType": "task_type",
            "TextModel": "text_model",
            "TextModelType": "text_model_type",
            "TextTo3DMode": "text_to_3d_mode",
            "TextTo3DTask": "text_to_3d_task",
            "TextToImageTask": "text_to_image_task",
            "TextToMotionTask": "text_to_motion_task",
            "TextureModel": "texture_model",
            "TextureResolution": "texture_resolution",
            "TextureUrls": "texture_urls",
            "ThinWalls": "thin_walls",
            "ThumbnailUrls": "thumbnail_urls",
            "Topology": "topology",
            "UsagePage": "usage_page",
            "UsageRecord": "usage_record",
            "UsageStatus": "usage_status",
            "UvUnwrapTask": "uv_unwrap_task",
        },
    )

__all__ = [
    "ActionCategory",
    "AnimationResult",
    "AnimationTask",
    "AnimationType",
    "ArtStyle",
    "AspectRatio",
    "BadgeFormat",
    "BadgeOutput",
    "BadgeShape",
    "Balance",
    "BasicAnimations",
    "CharacterPose",
    "ColorStyle",
    "ConnectorType",
    "ConvertedFormat",
    "ConvertTask",
    "CreateAnimation",
    "CreateBrickFigureBuild",
    "CreateConvert",
    "CreateFidgetPixelBuild",
    "CreateFidgetPixelPrototype",
    "CreateFigureBuild",
    "CreateFridgeMagnetBuild",
    "CreateImageTo3D",
    "CreateImageToImage",
    "CreateKeycapBuild",
    "CreateKeychainBuild",
    "CreateKeychainPrototype",
    "CreateLabPrototype",
    "CreateLampBuild",
    "CreateLampPrototype",
    "CreateMultiImageTo3D",
    "CreatePrintAnalyze",
    "CreatePrintMultiColor",
    "CreatePrintRepair",
    "CreatePrintSplit",
    "CreateRemesh",
    "CreateResize",
    "CreateRetexture",
    "CreateRigging",
    "CreateTextTo3D",
    "CreateTextToImage",
    "CreateTextToMotion",
    "CreateUvUnwrap",
    "CreateVinylFigureBuild",
    "FidgetPixelChoices",
    "FigureBuildTask",
    "FridgeMagnetOptions",
    "GeometryResolution",
    "ImageMaker",
    "ImageModel",
    "ImageTo3DTask",
    "ImageToImageTask",
    "KeycapBase",
    "KeycapOptions",
    "KeycapPrototypeTask",
    "KeychainOptions",
    "KeychainPrototypeTask",
    "LabBuildTask",
    "LabModelUrls",
    "LabPicture",
    "LabPrototypeTask",
    "LampFormat",
    "LampOptions",
    "LampOutput",
    "LampPrototypeTask",
    "LampSubject",
    "LibraryAction",
    "LightSource",
    "ModelType",
    "ModelUrls",
    "MotionFormat",
    "MotionMode",
    "MotionResult",
    "MultiImageModel",
    "MultiImageTo3DTask",
    "OriginAt",
    "PixelSubject",
    "PoseMode",
    "PoseRate",
    "PostProcess",
    "PostProcessing",
    "Printability",
    "PrintAnalyzeTask",
    "PrinterBrand",
    "PrinterType",
    "PrintMetrics",
    "PrintMultiColorTask",
    "PrintRepairTask",
    "PrintSplitTask",
    "PrintStatus",
    "PublicAnimation",
    "PublicAnimationPage",
    "PublicAnimations",
    "ReliefCurve",
    "RemeshTask",
    "ResizeTask",
    "RetextureTask",
    "RiggingResult",
    "RiggingTask",
    "Showcase",
    "ShowcaseFormat",
    "ShowcaseOrder",
    "Showcases",
    "ShowcaseType",
    "SortBy",
    "SparseModelUrls",
    "SplitLayout",
    "SplitMode",
    "SymmetryMode",
    "TargetFormat",
    "TaskCreated",
    "TaskError",
    "TaskStatus",
    "TaskType",
    "TextModel",
    "TextModelType",
    "TextTo3DMode",
    "TextTo3DTask",
    "TextToImageTask",
    "TextToMotionTask",
    "TextureModel",
    "TextureResolution",
    "TextureUrls",
    "ThinWalls",
    "ThumbnailUrls",
    "Topology",
    "UsagePage",
    "UsageRecord",
    "UsageStatus",
    "UvUnwrapTask",
]

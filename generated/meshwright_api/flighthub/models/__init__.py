"""Everything the API sends and accepts, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

if TYPE_CHECKING:
    from .get_model_answer import GetModelAnswer
    from .get_resource_answer import GetResourceAnswer
    from .model_details import ModelDetails
    from .model_status import ModelStatus
    from .model_type import ModelType
    from .no_data import NoData
    from .obtain_token_answer import ObtainTokenAnswer
    from .reconstruction_job import ReconstructionJob
    from .resource import Resource
    from .resource_status import ResourceStatus
    from .running_models import RunningModels
    from .running_models_answer import RunningModelsAnswer
    from .start_reconstruction import StartReconstruction
    from .start_reconstruction_answer import StartReconstructionAnswer
    from .started_models import StartedModels
    from .status_answer import StatusAnswer
    from .upload_callback import UploadCallback
    from .upload_callback_answer import UploadCallbackAnswer
    from .upload_credential import UploadCredential
    from .upload_receipt import UploadReceipt
    from .uploaded_file import UploadedFile
    from .zip_status import ZipStatus
else:
    __getattr__, __dir__ = lazy(
        __name__,
        {
            "GetModelAnswer": "get_model_answer",
            "GetResourceAnswer": "get_resource_answer",
            "ModelDetails": "model_details",
            "ModelStatus": "model_status",
            "ModelType": "model_type",
            "NoData": "no_data",
            "ObtainTokenAnswer": "obtain_token_answer",
            "ReconstructionJob": "reconstruction_job",
            "Resource": "resource",
            "ResourceStatus": "resource_status",
            "RunningModels": "running_models",
            "RunningModelsAnswer": "running_models_answer",
            "StartReconstruction": "start_reconstruction",
            "StartReconstructionAnswer": "start_reconstruction_answer",
            "StartedModels": "started_models",
            "StatusAnswer": "status_answer",
            "UploadCallback": "upload_callback",
            "UploadCallbackAnswer": "upload_callback_answer",
            "UploadCredential": "upload_credential",
            "UploadReceipt": "upload_receipt",
            "UploadedFile": "uploaded_file",
            "ZipStatus": "zip_status",
        },
    )

__all__ = [
    "GetModelAnswer",
    "GetResourceAnswer",
    "ModelDetails",
    "ModelStatus",
    "ModelType",
    "NoData",
    "ObtainTokenAnswer",
    "ReconstructionJob",
    "Resource",
    "ResourceStatus",
    "RunningModels",
    "RunningModelsAnswer",
    "StartedModels",
    "StartReconstruction",
    "StartReconstructionAnswer",
    "StatusAnswer",
    "UploadCallback",
    "UploadCallbackAnswer",
    "UploadCredential",
    "UploadedFile",
    "UploadReceipt",
    "ZipStatus",
]

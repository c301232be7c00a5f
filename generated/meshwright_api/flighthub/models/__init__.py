"""Everything the API sends and accepts."""

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

"""Pictures to 3D models through Meshy and DJI FlightHub 2: a client generated from hand-written specs, and a local
emulator.

``Meshy`` and ``AsyncMeshy`` are imported when first used, so that ``import meshwright`` stays fast.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING: bool = False  # type checkers know the name; importing typing would be most of the cost of importing this

if TYPE_CHECKING:
    from meshwright_api._runtime import UNSET, File, Unset
    from meshwright_api.flighthub.models import (
        ModelDetails,
        ModelStatus,
        ModelType,
        ReconstructionJob,
        Resource,
        ResourceStatus,
        UploadedFile,
        UploadReceipt,
        ZipStatus,
    )
    from meshwright_api.meshy.models import (
        AnimationTask,
        ConvertTask,
        FigureBuildTask,
        ImageTo3DTask,
        ImageToImageTask,
        KeycapPrototypeTask,
        KeychainPrototypeTask,
        LabBuildTask,
        LabPrototypeTask,
        LampPrototypeTask,
        MultiImageTo3DTask,
        PrintAnalyzeTask,
        PrintMultiColorTask,
        PrintRepairTask,
        PrintSplitTask,
        RemeshTask,
        ResizeTask,
        RetextureTask,
        RiggingTask,
        TextTo3DTask,
        TextToImageTask,
        TextToMotionTask,
        UvUnwrapTask,
    )

    from .core.hooks import Exchange
    from .core.retrying import RetryPolicy
    from .core.session import Raw
    from .errors import (
        ApiError,
        AuthenticationError,
        BadRequest,
        ConfigurationError,
        Conflict,
        ConnectionFailed,
        CredentialExpired,
        DownloadFailed,
        FolderInUse,
        InputError,
        InsufficientCredits,
        LedgerError,
        MeshwrightError,
        MeshwrightWarning,
        NotFound,
        PermissionDenied,
        PriceTooHigh,
        QueueFull,
        RateLimited,
        ResultNotReady,
        RouteRefused,
        ServerError,
        ServiceDeprecation,
        StartIncomplete,
        SubmissionUnknown,
        TaskCanceled,
        TaskFailed,
        TaskUnsuccessful,
        TooManyRequests,
        UnexpectedResponse,
        Unprocessable,
        UploadIncomplete,
        WaitTimeout,
    )
    from .fleet.batch import Added
    from .fleet.chains import Step, step
    from .fleet.items import Item
    from .fleet.status import Status
    from .flighthub import AsyncFlightHub, FlightHub
    from .flighthub.batch import FlightHubBatch
    from .flighthub.credentials import Credential
    from .flighthub.missions import AsyncFlightHandle, FlightHandle
    from .flighthub.reconstructions import AsyncModelHandle, ModelHandle
    from .flighthub.starts import ResumedStarts
    from .flighthub.uploads import UploadProgress
    from .ledger.journal import Ledger, Submission
    from .ledger.recovery import Ambiguity
    from .ledger.resuming import Resumed
    from .meshy.batch import Batch
    from .meshy.client import AsyncMeshy, Meshy
    from .meshy.webhooks import parse_webhook
    from .spec.pricing import Estimate
    from .tasks.handles import AsyncTaskHandle, TaskHandle
    from .tasks.running import RunResult

__all__ = [
    "UNSET",
    "Added",
    "Ambiguity",
    "AnimationTask",
    "ApiError",
    "AsyncFlightHandle",
    "AsyncFlightHub",
    "AsyncMeshy",
    "AsyncModelHandle",
    "AsyncTaskHandle",
    "AuthenticationError",
    "BadRequest",
    "Batch",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "ConvertTask",
    "Credential",
    "CredentialExpired",
    "DownloadFailed",
    "Estimate",
    "Exchange",
    "FigureBuildTask",
    "File",
    "FlightHandle",
    "FlightHub",
    "FlightHubBatch",
    "FolderInUse",
    "ImageTo3DTask",
    "ImageToImageTask",
    "InputError",
    "InsufficientCredits",
    "Item",
    "KeycapPrototypeTask",
    "KeychainPrototypeTask",
    "LabBuildTask",
    "LabPrototypeTask",
    "LampPrototypeTask",
    "Ledger",
    "LedgerError",
    "MeshwrightError",
    "MeshwrightWarning",
    "Meshy",
    "ModelDetails",
    "ModelHandle",
    "ModelStatus",
    "ModelType",
    "MultiImageTo3DTask",
    "NotFound",
    "PermissionDenied",
    "PriceTooHigh",
    "PrintAnalyzeTask",
    "PrintMultiColorTask",
    "PrintRepairTask",
    "PrintSplitTask",
    "QueueFull",
    "RateLimited",
    "Raw",
    "ReconstructionJob",
    "RemeshTask",
    "ResizeTask",
    "Resource",
    "ResourceStatus",
    "ResultNotReady",
    "Resumed",
    "ResumedStarts",
    "RetextureTask",
    "RetryPolicy",
    "RiggingTask",
    "RouteRefused",
    "RunResult",
    "ServerError",
    "ServiceDeprecation",
    "StartIncomplete",
    "Status",
    "Step",
    "Submission",
    "SubmissionUnknown",
    "TaskCanceled",
    "TaskFailed",
    "TaskHandle",
    "TaskUnsuccessful",
    "TextTo3DTask",
    "TextToImageTask",
    "TextToMotionTask",
    "TooManyRequests",
    "UnexpectedResponse",
    "Unprocessable",
    "Unset",
    "UploadIncomplete",
    "UploadProgress",
    "UploadReceipt",
    "UploadedFile",
    "UvUnwrapTask",
    "WaitTimeout",
    "ZipStatus",
    "parse_webhook",
    "step",
]

_HOMES = {
    "meshwright_api._runtime": ("UNSET", "File", "Unset"),
    "meshwright_api.meshy.models": (
        "AnimationTask",
        "ConvertTask",
        "FigureBuildTask",
        "ImageTo3DTask",
        "ImageToImageTask",
        "KeycapPrototypeTask",
        "KeychainPrototypeTask",
        "LabBuildTask",
        "LabPrototypeTask",
        "LampPrototypeTask",
        "MultiImageTo3DTask",
        "PrintAnalyzeTask",
        "PrintMultiColorTask",
        "PrintRepairTask",
        "PrintSplitTask",
        "RemeshTask",
        "ResizeTask",
        "RetextureTask",
        "RiggingTask",
        "TextTo3DTask",
        "TextToImageTask",
        "TextToMotionTask",
        "UvUnwrapTask",
    ),
    "meshwright_api.flighthub.models": (
        "ModelDetails",
        "ModelStatus",
        "ModelType",
        "ReconstructionJob",
        "Resource",
        "ResourceStatus",
        "UploadReceipt",
        "UploadedFile",
        "ZipStatus",
    ),
    "meshwright.fleet.batch": ("Added",),
    "meshwright.fleet.chains": ("Step", "step"),
    "meshwright.fleet.items": ("Item",),
    "meshwright.fleet.status": ("Status",),
    "meshwright.flighthub.batch": ("FlightHubBatch",),
    "meshwright.flighthub.credentials": ("Credential",),
    "meshwright.flighthub": ("AsyncFlightHub", "FlightHub"),
    "meshwright.flighthub.missions": ("AsyncFlightHandle", "FlightHandle"),
    "meshwright.ledger.journal": ("Ledger", "Submission"),
    "meshwright.meshy.batch": ("Batch",),
    "meshwright.meshy.client": ("AsyncMeshy", "Meshy"),
    "meshwright.spec.pricing": ("Estimate",),
    "meshwright.flighthub.reconstructions": ("AsyncModelHandle", "ModelHandle"),
    "meshwright.ledger.recovery": ("Ambiguity",),
    "meshwright.ledger.resuming": ("Resumed",),
    "meshwright.core.retrying": ("RetryPolicy",),
    "meshwright.core.hooks": ("Exchange",),
    "meshwright.core.session": ("Raw",),
    "meshwright.tasks.handles": ("AsyncTaskHandle", "TaskHandle"),
    "meshwright.tasks.running": ("RunResult",),
    "meshwright.flighthub.starts": ("ResumedStarts",),
    "meshwright.flighthub.uploads": ("UploadProgress",),
    "meshwright.meshy.webhooks": ("parse_webhook",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF.get(name, "meshwright.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

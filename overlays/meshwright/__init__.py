"""Pictures to 3D models through Meshy and DJI FlightHub 2: a client generated from hand-written specs, and a local
emulator.

``Meshy`` and ``AsyncMeshy`` are imported when first used, so that ``import meshwright`` stays fast.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers know the name; importing typing would be most of the cost of importing this

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
    from meshwright_api.meshy.models import ImageTo3DTask, MultiImageTo3DTask, ResizeTask

    from .core.retrying import RetryPolicy
    from .core.session import Exchange, Raw
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
        ServerError,
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
    from .flighthub import AsyncFlightHub, FlightHub
    from .flighthub.credentials import Credential
    from .flighthub.reconstructions import AsyncModelHandle, ModelHandle
    from .flighthub.starts import ResumedStarts
    from .flighthub.uploads import UploadProgress
    from .ledger.journal import Ledger, Submission
    from .ledger.recovery import Ambiguity
    from .ledger.resuming import Resumed
    from .meshy.client import AsyncMeshy, Meshy
    from .meshy.webhooks import parse_webhook
    from .spec.pricing import Estimate
    from .tasks.handles import AsyncTaskHandle, TaskHandle

__all__ = [
    "UNSET",
    "Ambiguity",
    "ApiError",
    "AsyncFlightHub",
    "AsyncMeshy",
    "AsyncModelHandle",
    "AsyncTaskHandle",
    "AuthenticationError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "Credential",
    "CredentialExpired",
    "DownloadFailed",
    "Estimate",
    "Exchange",
    "File",
    "FlightHub",
    "FolderInUse",
    "ImageTo3DTask",
    "InputError",
    "InsufficientCredits",
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
    "QueueFull",
    "RateLimited",
    "Raw",
    "ReconstructionJob",
    "ResizeTask",
    "Resource",
    "ResourceStatus",
    "ResultNotReady",
    "Resumed",
    "ResumedStarts",
    "RetryPolicy",
    "ServerError",
    "StartIncomplete",
    "Submission",
    "SubmissionUnknown",
    "TaskCanceled",
    "TaskFailed",
    "TaskHandle",
    "TaskUnsuccessful",
    "TooManyRequests",
    "UnexpectedResponse",
    "Unprocessable",
    "Unset",
    "UploadIncomplete",
    "UploadProgress",
    "UploadReceipt",
    "UploadedFile",
    "WaitTimeout",
    "ZipStatus",
    "parse_webhook",
]

_HOMES = {
    "meshwright_api._runtime": ("UNSET", "File", "Unset"),
    "meshwright_api.meshy.models": ("ImageTo3DTask", "MultiImageTo3DTask", "ResizeTask"),
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
    "meshwright.flighthub.credentials": ("Credential",),
    "meshwright.flighthub": ("AsyncFlightHub", "FlightHub"),
    "meshwright.ledger.journal": ("Ledger", "Submission"),
    "meshwright.meshy.client": ("AsyncMeshy", "Meshy"),
    "meshwright.spec.pricing": ("Estimate",),
    "meshwright.flighthub.reconstructions": ("AsyncModelHandle", "ModelHandle"),
    "meshwright.ledger.recovery": ("Ambiguity",),
    "meshwright.ledger.resuming": ("Resumed",),
    "meshwright.core.retrying": ("RetryPolicy",),
    "meshwright.core.session": ("Exchange", "Raw"),
    "meshwright.tasks.handles": ("AsyncTaskHandle", "TaskHandle"),
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

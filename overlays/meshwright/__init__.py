"""Pictures to 3D models through Meshy and DJI FlightHub 2: a client generated from hand-written specs, and a local
emulator.

``Meshy`` and ``AsyncMeshy`` are imported when first used, so that ``import meshwright`` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshwright_api._runtime import UNSET, File, Unset
    from meshwright_api.meshy.models import ImageTo3DTask, MultiImageTo3DTask, ResizeTask

    from .errors import (
        ApiError,
        AuthenticationError,
        BadRequest,
        ConfigurationError,
        Conflict,
        ConnectionFailed,
        DownloadFailed,
        InputError,
        InsufficientCredits,
        MeshwrightError,
        MeshwrightWarning,
        NotFound,
        PermissionDenied,
        QueueFull,
        RateLimited,
        ResultNotReady,
        ServerError,
        SubmissionUnknown,
        TaskCanceled,
        TaskFailed,
        TaskUnsuccessful,
        TooManyRequests,
        UnexpectedResponse,
        Unprocessable,
        WaitTimeout,
    )
    from .meshy import AsyncMeshy, Meshy
    from .retrying import RetryPolicy
    from .tasks import AsyncTaskHandle, TaskHandle

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncMeshy",
    "AsyncTaskHandle",
    "AuthenticationError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "DownloadFailed",
    "File",
    "ImageTo3DTask",
    "InputError",
    "InsufficientCredits",
    "MeshwrightError",
    "MeshwrightWarning",
    "Meshy",
    "MultiImageTo3DTask",
    "NotFound",
    "PermissionDenied",
    "QueueFull",
    "RateLimited",
    "ResizeTask",
    "ResultNotReady",
    "RetryPolicy",
    "ServerError",
    "SubmissionUnknown",
    "TaskCanceled",
    "TaskFailed",
    "TaskHandle",
    "TaskUnsuccessful",
    "TooManyRequests",
    "UnexpectedResponse",
    "Unprocessable",
    "Unset",
    "WaitTimeout",
]

_HOMES = {
    "meshwright_api._runtime": ("UNSET", "File", "Unset"),
    "meshwright_api.meshy.models": ("ImageTo3DTask", "MultiImageTo3DTask", "ResizeTask"),
    "meshwright.meshy": ("AsyncMeshy", "Meshy"),
    "meshwright.retrying": ("RetryPolicy",),
    "meshwright.tasks": ("AsyncTaskHandle", "TaskHandle"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF.get(name, "meshwright.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

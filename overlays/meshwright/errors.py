"""The exceptions of this package, as one tree.

::

    MeshwrightError
    ├── ConfigurationError       no key, or a setting that cannot work; nothing was sent
    ├── InputError               a local input was refused; nothing was sent                (also a ValueError)
    ├── PriceTooHigh             a create would cost more than ``max_credits``; nothing was sent
    ├── ConnectionFailed         the service could not be reached, or its answer broke off  (also a ConnectionError)
    ├── SubmissionUnknown        a create was sent and its answer is lost: it may have been accepted and charged
    ├── UnexpectedResponse       an answer that does not match the spec: HTML, cut JSON, wrong types, a redirect
    ├── ApiError                 the service refused the request
    │   ├── BadRequest               400  a parameter is missing, malformed, out of range or retired
    │   ├── AuthenticationError      401  the key is absent or wrong
    │   ├── InsufficientCredits      402  the balance does not cover the task
    │   ├── PermissionDenied         403  the plan does not include it, or the call came from a browser
    │   ├── NotFound                 404  unknown, expired, deleted, or of another account
    │   ├── Conflict                 409  the task is in the wrong state
    │   ├── Unprocessable            422  well formed, but cannot be carried out
    │   ├── TooManyRequests          429
    │   │   ├── RateLimited              too many requests a second; ``retry_after`` is how long to wait
    │   │   └── QueueFull                too many unfinished tasks; wait for one of your own to end
    │   └── ServerError              5xx  the service failed
    ├── TaskUnsuccessful         a task ended without a result
    │   ├── TaskFailed
    │   └── TaskCanceled
    ├── LedgerError              the ledger's file cannot be created, read or written
    ├── ResultNotReady           the task has no result yet
    ├── WaitTimeout              the wait timed out, the task goes on                       (also a TimeoutError)
    ├── DownloadFailed           some files could not be fetched whole; ``paths`` are those that arrived
    │   └── FolderInUse              files in the folder would be overwritten; they were not changed
    ├── UploadIncomplete         some files did not arrive; the error names those that did; another run goes on
    │   └── CredentialExpired        the upload credential expired; the rest needs a new resource
    ├── RouteRefused             the store did not accept a flight route; there is no new route
    └── StartIncomplete          some models of a start were refused; the error has handles of the others

Errors that come from the service have ``status``, ``message``, ``request_id``, ``operation`` and the raw ``reply``;
errors about a task have its id. No error holds the key. FlightHub reports most failures with HTTP 200 and a code;
``code`` is that code then (else 0), and ``status`` is the HTTP status that it corresponds to, if that is known.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from .texts import without_signatures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .answers import Answer

__all__ = [
    "ApiError",
    "AuthenticationError",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "CredentialExpired",
    "DownloadFailed",
    "FolderInUse",
    "InputError",
    "InsufficientCredits",
    "LedgerError",
    "MeshwrightError",
    "MeshwrightWarning",
    "NotFound",
    "PermissionDenied",
    "PriceTooHigh",
    "QueueFull",
    "RateLimited",
    "ResultNotReady",
    "RouteRefused",
    "ServerError",
    "ServiceDeprecation",
    "StartIncomplete",
    "SubmissionUnknown",
    "TaskCanceled",
    "TaskFailed",
    "TaskUnsuccessful",
    "TooManyRequests",
    "UnexpectedResponse",
    "Unprocessable",
    "UploadIncomplete",
    "WaitTimeout",
]


class MeshwrightWarning(UserWarning):
    """The category of all warnings of this package: something works today, but may need a change."""


class ServiceDeprecation(MeshwrightWarning):
    """The service announces that an operation ends.

    Not a DeprecationWarning, which Python hides from the people who run a program: they are the ones that it will stop
    working for, and the code that has to change may be this package's.
    """


class MeshwrightError(Exception):
    """Base of every error of this package. All can be pickled, so that a process pool can pass them on unchanged.

    The queries of signed URLs are removed from their texts.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*(without_signatures(arg) if isinstance(arg, str) else arg for arg in args))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).__new__, (type(self),), {**vars(self), "args": self.args}

    def _render_traceback_(self) -> list[str]:
        """Return the traceback that IPython and Jupyter print in place of their own."""
        from .frames import rendered  # only notebooks need it

        return rendered(self)


class ConfigurationError(MeshwrightError):
    """A key is missing, or a setting cannot work; nothing was sent."""


class InputError(MeshwrightError, ValueError):
    """A local input was refused; nothing was sent. ``field`` names the parameter."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


class PriceTooHigh(MeshwrightError):
    """A create would probably cost more than ``max_credits``; nothing was sent. ``estimate`` is the expected price."""

    def __init__(self, operation: str, estimate: Any, allowed: int) -> None:
        super().__init__(f"{operation}: {estimate}, and max_credits is {allowed}; nothing was sent")
        self.operation = operation
        self.estimate = estimate


class ConnectionFailed(MeshwrightError, ConnectionError):
    """The service could not be reached, or its answer broke off. ``sent``: whether it may have received the request."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class SubmissionUnknown(MeshwrightError):
    """A create was sent and its answer is lost: the task may exist and may have been charged.

    Look for it with ``list(sort_by="-created_at")`` (FlightHub: ``models.running()``) before you create it again;
    ``operation`` names what was sent.
    """

    def __init__(self, operation: str, reason: str, *, look_at: str = "the newest entries of the list") -> None:
        super().__init__(
            f"{operation}: the answer was lost ({reason}). The task may exist and may have been charged; "
            f"look at {look_at} before creating it again."
        )
        self.operation = operation


class _FromService(MeshwrightError):
    """Base of the errors that hold an answer of the service."""

    def __init__(self, message: str, *, operation: str, reply: Answer, code: int = 0, path: str = "") -> None:
        request = f", request {reply.request_id}" if reply.request_id else ""
        said = f"code {code}" if code else f"HTTP {reply.status}"
        place = f" at {path}" if path and reply.status == 404 else ""  # its ids
        super().__init__(f"{operation}: {message} ({said}{place}{request})")
        self.message = without_signatures(message)
        self.code = code
        self.operation = operation
        self.reply = reply
        self.status = reply.status
        self.request_id = reply.request_id


class UnexpectedResponse(_FromService):
    """The answer does not match the spec; ``reply`` is the whole answer."""


class ApiError(_FromService):
    """The service refused the request; ``message`` is the service's own text."""


class BadRequest(ApiError):
    """400: a parameter is missing, malformed, out of range or retired. Nothing was charged."""


class AuthenticationError(ApiError):
    """401: the key is absent or wrong."""


class InsufficientCredits(ApiError):
    """402: the balance does not cover the task. Nothing was charged."""


class PermissionDenied(ApiError):
    """403: the plan does not include this, or the call came from a browser."""


class NotFound(ApiError):
    """404: unknown, expired (three days after the end), deleted, or of another account."""


class Conflict(ApiError):
    """409: the task is in the wrong state; an IN_PROGRESS task cannot be deleted."""


class Unprocessable(ApiError):
    """422: the request is well formed, but cannot be carried out."""


class TooManyRequests(ApiError):
    """429: nothing was created."""


class RateLimited(TooManyRequests):
    """429: too many requests a second. ``retry_after`` is in seconds, or None."""

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, from Retry-After; None if the service sent none."""
        return self.reply.retry_after


class QueueFull(TooManyRequests):
    """429: the account has as many unfinished tasks as its plan allows; wait for one of them to end."""


class ServerError(ApiError):
    """5xx: the service failed."""


class TaskUnsuccessful(MeshwrightError):
    """A task ended without a result; ``task`` is its last state."""

    def __init__(self, message: str, *, task: Any, task_id: str = "") -> None:
        super().__init__(message)
        self.task = task
        self.task_id: str = task_id or task.id


class TaskFailed(TaskUnsuccessful):
    """The task FAILED; its credits are refunded."""


class TaskCanceled(TaskUnsuccessful):
    """The task was CANCELED by a request; its credits are refunded only if it had not begun."""


class LedgerError(MeshwrightError):
    """The ledger's file cannot be created, read or written. When a create raises it, nothing was sent."""


class ResultNotReady(MeshwrightError):
    """The task has no result (yet)."""


class WaitTimeout(MeshwrightError, TimeoutError):
    """The wait timed out and the task goes on. ``task`` is the last state seen, or None."""

    def __init__(self, task_id: str, task: Any, seconds: float, *, state: str = "") -> None:
        if not state:
            state = f"{task.status} at {task.progress} %" if task is not None else "not seen yet"
        super().__init__(
            f"task {task_id} was {state} when the wait of {seconds:g} s ended; it goes on. "
            "Wait again with the same id; do not create it again."
        )
        self.task_id = task_id
        self.task = task


class DownloadFailed(MeshwrightError):
    """Some files could not be fetched whole: ``missing`` maps names to reasons, ``paths`` are the files that arrived.

    A file that is only half there never has its final name.
    """

    def __init__(
        self, message: str = "", *, paths: Sequence[Path] = (), missing: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.paths = list(paths)
        self.missing = dict(missing or {})


class FolderInUse(DownloadFailed):
    """Files in the folder would be overwritten, or mixed with those of another task; they were not changed.

    ``missing`` maps each name to its owner.
    """


class UploadIncomplete(MeshwrightError):
    """Some files did not arrive: ``uploaded`` names those in the resource, ``missing`` maps the others to reasons."""

    def __init__(
        self, reason: str, *, resource_uuid: str, uploaded: Sequence[str], missing: Mapping[str, str], advice: str = ""
    ) -> None:
        first = ", ".join(f"{name} ({why})" if why else name for name, why in islice(missing.items(), 3))
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        held = f"resource {resource_uuid} holds {len(uploaded)} of {len(uploaded) + len(missing)} files"
        super().__init__(
            f"{reason}: {held}; missing: {first}{more}. {advice or 'Run the upload again and it goes on from there.'}"
        )
        self.resource_uuid = resource_uuid
        self.uploaded = uploaded
        self.missing = missing


class RouteRefused(MeshwrightError):
    """The store of a project did not accept a flight route; nothing was reported, and there is no new route."""


class CredentialExpired(UploadIncomplete):
    """The upload credential has expired; it is not known whether a new one works for the same resource.

    The missing files can only go into a new resource: ``upload(..., restart=True)`` sends all files again.
    """


class StartIncomplete(MeshwrightError):
    """Some models of a start were refused: ``refused`` maps kinds to reasons, ``started`` to handles of the others."""

    def __init__(self, *, started: Mapping[str, Any], refused: Mapping[str, Any]) -> None:
        said = ", ".join(
            f"{kind} with sub_error_code {job.sub_error_code}"
            if job.sub_error_code
            else f"{kind} without naming a model (look at models.running() before you start it again)"
            for kind, job in refused.items()
        )
        going = f"; going on: {', '.join(f'{kind} {model.id}' for kind, model in started.items())}" if started else ""
        super().__init__(f"models.start refused {said}{going}")
        self.started = started
        self.refused = refused

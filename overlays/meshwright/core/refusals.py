"""Which error an answer outside 2xx means."""

from __future__ import annotations

from ..errors import (
    ApiError,
    AuthenticationError,
    BadRequest,
    Conflict,
    InsufficientCredits,
    NotFound,
    PermissionDenied,
    QueueFull,
    RateLimited,
    ServerError,
    UnexpectedResponse,
    Unprocessable,
)
from .wire import Reply

_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: AuthenticationError,
    402: InsufficientCredits,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    422: Unprocessable,
}
_QUEUE_TEXTS = ("NoMorePendingTasks", "NoMoreConcurrentTasks")


def error_class(status: int) -> type[ApiError]:
    """Return the error that an HTTP status of 4xx or 5xx means, whatever the answer says besides."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)


def error_for(reply: Reply, operation: str) -> ApiError | UnexpectedResponse:
    """Return the error that an answer outside 2xx means."""
    if reply.status < 400:
        said = f"redirected to {reply.headers.get('location', 'nowhere')}; redirects are not followed"
        return UnexpectedResponse(said, operation=operation, reply=reply)
    message = reply.error_message
    if reply.status == 401:
        message += " - check the key (MESHY_API_KEY)"
    if reply.status == 429:
        full = any(text in message for text in _QUEUE_TEXTS)
        return (QueueFull if full else RateLimited)(message, operation=operation, reply=reply)
    return error_class(reply.status)(message, operation=operation, reply=reply)

"""Map answers outside 2xx to errors, according to the dialect of the service."""

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
from .dialect import Dialect
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


def error_class(status: int) -> type[ApiError]:
    """Return the error class for an HTTP status of 4xx or 5xx."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)


def is_queue_full(reply: Reply, dialect: Dialect) -> bool:
    """Return whether an answer reports too many unfinished tasks; a new one is accepted once another has ended."""
    return reply.status == 429 and any(text in dialect.message_of(reply) for text in dialect.queue_full)


def error_for(reply: Reply, operation: str, dialect: Dialect, path: str = "") -> ApiError | UnexpectedResponse:
    """Return the error for an answer outside 2xx to a request of a path."""
    if reply.status < 400:
        said = f"redirected to {reply.headers.get('location', 'nowhere')}; redirects are not followed"
        return UnexpectedResponse(said, operation=operation, reply=reply)
    message = dialect.message_of(reply)
    if reply.status == 401:
        message += f" - {dialect.key_hint}"
    kind = error_class(reply.status)
    if reply.status == 429:
        kind = QueueFull if is_queue_full(reply, dialect) else RateLimited
    return kind(message, operation=operation, reply=reply, path=path)

"""Which error an answer outside 2xx means, in the words of its service."""

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
    """Return the error that an HTTP status of 4xx or 5xx means, whatever the answer says besides."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)


def is_queue_full(reply: Reply, dialect: Dialect) -> bool:
    """Return whether an answer says that too many tasks are unfinished; only the end of one makes room."""
    return reply.status == 429 and any(text in dialect.message_of(reply) for text in dialect.queue_full)


def error_for(reply: Reply, operation: str, dialect: Dialect) -> ApiError | UnexpectedResponse:
    """Return the error that an answer outside 2xx means."""
    if reply.status < 400:
        said = f"redirected to {reply.headers.get('location', 'nowhere')}; redirects are not followed"
        return UnexpectedResponse(said, operation=operation, reply=reply)
    message = dialect.message_of(reply)
    if reply.status == 401:
        message += f" - {dialect.key_hint}"
    if reply.status == 429:
        return (QueueFull if is_queue_full(reply, dialect) else RateLimited)(message, operation=operation, reply=reply)
    return error_class(reply.status)(message, operation=operation, reply=reply)

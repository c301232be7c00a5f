"""The arguments of hooks: each exchange with the service, and, if they take them, the ends of waits and downloads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from ..errors import ConnectionFailed
from .wire import Reply

logger = logging.getLogger("meshwright")


@frozen(kw_only=True)
class Exchange:
    """One request and its outcome, for hooks. Holds neither the key nor the request body."""

    operation: str
    method: str
    path: str
    params: Mapping[str, Any]
    attempt: int
    seconds: float
    outcome: Reply | ConnectionFailed
    """The answer (for an event stream without its content), or the error."""


@frozen
class Waited:
    """A task whose end was waited for, for hooks that have a method ``event``."""

    kind: str
    status: str
    credits: int
    """The price of the task, as the service names it; 0 without."""
    seconds: float


@frozen
class Downloaded:
    """Files of a task that were fetched, for hooks that have a method ``event``."""

    kind: str
    bytes: int


def call_hook(hook: Callable[[Any], object], event: Any, name: str) -> None:
    """Call a hook; a failing one must not lose the id of a paid task."""
    try:
        hook(event)
    except Exception:
        logger.exception("a hook failed at %s", name)

"""The service whose tasks a batch makes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from meshwright_api._runtime import TaskKind

from ..tasks.session import TaskSession


class Service(Protocol):
    """A service whose tasks a batch makes."""

    @property
    def name(self) -> str:
        """The name of its spec."""
        ...

    @property
    def kinds(self) -> Mapping[str, TaskKind[..., ..., Any]]:
        """Its kinds of task."""
        ...

    @property
    def session(self) -> TaskSession:
        """A session for prices and the name of the account; nothing is sent with it."""
        ...

    def opened(self) -> AbstractAsyncContextManager[TaskSession]:
        """Open a session in an event loop."""
        ...

    def close(self) -> None:
        """End what the service started."""
        ...

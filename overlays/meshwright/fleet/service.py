"""The service whose results a batch collects."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from ..tasks.session import TaskSession
from .books import Books
from .work import Maker


class Service(Protocol):
    """A service that makes the items of a batch."""

    @property
    def unit(self) -> str:
        """The unit of its prices, such as ``credits``."""
        ...

    @property
    def session(self) -> TaskSession:
        """A session for prices and the name of the account; nothing is sent with it."""
        ...

    def opened(self) -> AbstractAsyncContextManager[Any]:
        """Open a session in an event loop."""
        ...

    def maker(self, session: Any, books: Books) -> Maker:
        """Return what makes the items with an open session."""
        ...

    def close(self) -> None:
        """End what the service started."""
        ...

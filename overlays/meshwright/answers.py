"""The protocol of an HTTP answer, as far as errors use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Answer(Protocol):
    """One HTTP answer, read to its end. Header names are in lower case."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        ...

    @property
    def content(self) -> bytes:
        """The body."""
        ...

    @property
    def request_id(self) -> str | None:
        """The service's name for this exchange; quote it to support."""
        ...

    @property
    def retry_after(self) -> float | None:
        """Seconds of the Retry-After header (a number or an HTTP date), or None."""
        ...

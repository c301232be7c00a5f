"""One HTTP exchange, from a fuzzer, a client or a recording. This package uses it in place of the types of
a library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import define, field


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


@define(kw_only=True, slots=False, frozen=True)
class Exchange:
    """A request and its whole answer."""

    method: str
    url: str
    request_headers: Mapping[str, str] = field(converter=lowered)
    request_body: bytes = b""
    status: int
    headers: Mapping[str, str] = field(converter=lowered)
    body: bytes = b""
    at: float = 0.0
    """When the answer was complete, in seconds since the epoch by the service's clock; 0 if unknown."""
    cut: bool = False
    """Whether the recorder stopped reading before the answer had ended; with status 0, before it began."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"

    @property
    def answered(self) -> bool:
        """Return whether there is an answer; a request whose answer was lost has status 0."""
        return self.status != 0

    @property
    def unserved(self) -> bool:
        """Return whether the service, or a gateway in front of it, was too busy or failed before it handled the
        request.
        """
        return self.status == 429 or self.status >= 500

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The query, each name with all its values."""
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def media_type(self) -> str:
        """The media type of the answer, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def data(self) -> Any:
        """The answer's JSON; raises ValueError."""
        return _decoded(self.body)

    @cached_property
    def sent(self) -> Any:
        """The request's JSON; raises ValueError."""
        return _decoded(self.request_body)


def _decoded(text: bytes) -> Any:
    try:
        value = json.loads(text)
        if b"\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is not text, and validators reject it
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value

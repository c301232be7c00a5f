from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.stream_url_type import StreamUrlType


@define(kw_only=True, repr=False)
class Livestream(JsonObject):
    """Where a camera can be watched."""

    url: str | Unset = UNSET
    """A URL, or by url_type a query or a JSON text. It holds a key."""
    url_type: StreamUrlType | Unset = UNSET
    """What the URL is: volc has a query, agora a JSON text, srs a URL."""
    expire_ts: int | Unset = UNSET
    """Seconds since 1970."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {"expire_ts": "seconds"}
    wire: ClassVar[Wire] = {}

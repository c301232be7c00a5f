from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ThumbnailUrls(JsonObject):
    """Signed URLs of four thumbnails, PNG, 512 px."""

    front: str | Unset = UNSET
    right: str | Unset = UNSET
    back: str | Unset = UNSET
    left: str | Unset = UNSET

    wire: ClassVar[Wire] = {}

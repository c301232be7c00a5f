from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.media_file import MediaFile


@define(kw_only=True, repr=False)
class MediaList(JsonObject):
    """Files, at most 10,000."""

    list_: list[MediaFile] | None | Unset = UNSET
    """The files; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(MediaFile.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.stream_quality import StreamQuality


@define(kw_only=True, repr=False)
class StartLivestream(JsonObject):
    """Which camera is to be watched."""

    sn: str
    """Serial number of the device."""
    camera_index: str
    """The camera, from camera_list."""
    video_expire: int | Unset = UNSET
    """Seconds until the URL expires."""
    quality_type: StreamQuality | Unset = UNSET
    """How clear the video is."""

    wire: ClassVar[Wire] = {}

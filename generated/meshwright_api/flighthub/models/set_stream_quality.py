from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.stream_quality import StreamQuality


@define(kw_only=True, repr=False)
class SetStreamQuality(JsonObject):
    """How clear the video of a camera is to be."""

    sn: str
    """Serial number of the device."""
    camera_index: str
    """The camera, from camera_list."""
    quality_type: StreamQuality
    """How clear the video is."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.camera_position import CameraPosition


@define(kw_only=True, repr=False)
class ChangeCamera(JsonObject):
    """Which camera of a dock is to be shown."""

    sn: str
    """Serial number of the dock."""
    camera_index: str
    """The camera, from camera_list."""
    camera_position: CameraPosition | Unset = UNSET
    """Which camera of a dock."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.camera_position import CameraPosition


@define(kw_only=True, repr=False)
class DockCamera(JsonObject):
    """A camera of a dock."""

    camera_index: str | Unset = UNSET
    """Names the camera, such as `165-0-7`."""
    camera_position: CameraPosition | Unset = UNSET
    """Which camera of a dock."""
    available_camera_positions: list[CameraPosition] | None | Unset = UNSET
    """The positions that it can show."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.lens_type import LensType


@define(kw_only=True, repr=False)
class ChangeLens(JsonObject):
    """Which lens of a camera is to be shown."""

    sn: str
    """Serial number of the aircraft."""
    camera_index: str
    """The camera, from camera_list."""
    lens_type: LensType
    """Which lens of a camera."""

    wire: ClassVar[Wire] = {}

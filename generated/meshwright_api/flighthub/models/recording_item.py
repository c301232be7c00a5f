from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class RecordingItem(JsonObject):
    """The recording of a camera."""

    sn: str | Unset = UNSET
    """Serial number of the device."""
    camera_index: str | Unset = UNSET
    """The camera."""
    camera_sn: str | Unset = UNSET
    """Its serial number."""
    recording_strategy: Any | Unset = UNSET
    """The parts that are recorded."""

    wire: ClassVar[Wire] = {}

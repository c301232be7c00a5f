from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class DeviceProperties(JsonObject):
    """The state of a device; its members depend on the model, such as latitude, longitude, height, mode_code and
    battery."""

    wire: ClassVar[Wire] = {}

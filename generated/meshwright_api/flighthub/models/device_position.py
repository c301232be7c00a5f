from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class DevicePosition(JsonObject):
    """Where a device is."""

    latitude: float | Unset = UNSET
    """Latitude in degrees."""
    longitude: float | Unset = UNSET
    """Longitude in degrees."""
    height: float | Unset = UNSET
    """Height in metres."""

    wire: ClassVar[Wire] = {}

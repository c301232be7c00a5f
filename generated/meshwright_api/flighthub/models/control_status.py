from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ControlStatus(JsonObject):
    """Who controls a device."""

    device_control_status: int | Unset = UNSET
    """Whether it is controlled."""
    device_control_user_id: str | Unset = UNSET
    """Who controls it."""
    device_control_user_project_callsign: str | Unset = UNSET
    """Their name in the project."""
    device_control_user_organization_callsign: str | Unset = UNSET
    """Their name in the organization."""

    wire: ClassVar[Wire] = {}

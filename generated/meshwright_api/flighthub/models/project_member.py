from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ProjectMember(JsonObject):
    """A person in a project, and what they do."""

    user_id: str | Unset = UNSET
    """The person."""
    user_account: str | Unset = UNSET
    """Their account."""
    user_project_callsign: str | Unset = UNSET
    """Their name in the project."""
    user_project_role: str | Unset = UNSET
    """Their role in it."""
    user_organization_callsign: str | Unset = UNSET
    """Their name in the organization."""
    user_organization_role: str | Unset = UNSET
    """Their role in it."""
    user_online_status: Any | Unset = UNSET
    """Whether they are online."""
    is_user_pending_offline: bool | Unset = UNSET
    """Whether they are about to go offline."""
    user_platform: Any | Unset = UNSET
    """Their app or browser."""
    user_offline_position: Any | Unset = UNSET
    """Where they went offline."""
    user_control_device_sn: str | Unset = UNSET
    """Serial number of the device that they control."""

    wire: ClassVar[Wire] = {}

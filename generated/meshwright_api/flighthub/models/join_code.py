from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class JoinCode(JsonObject):
    """The project that a code is for."""

    project_uuid: str | Unset = UNSET
    """The project."""
    project_id: Any | Unset = UNSET
    """Its number."""
    project_name: str | Unset = UNSET
    """Its name."""
    organization_name: str | Unset = UNSET
    """Name of the organization."""
    organization_uuid: str | Unset = UNSET
    """The organization."""
    organization_id: Any | Unset = UNSET
    """Its number."""
    is_user_in_organization: bool | Unset = UNSET
    """Whether the user is in it."""
    recommend_user_project_callsign: str | Unset = UNSET
    """A name for the user."""
    recommend_association_drone_project_callsign: str | Unset = UNSET
    """A name for the aircraft."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.device_binding import DeviceBinding
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class Organization(JsonObject):
    """An organization."""

    name: str | Unset = UNSET
    """Its name."""
    uuid: str | Unset = UNSET
    """Its uuid."""
    organization_id: Any | Unset = UNSET
    """Its number."""
    created_at: Any | Unset = UNSET
    """When it was created."""
    updated_at: Any | Unset = UNSET
    """When it was changed."""
    status: str | Unset = UNSET
    """Its status, such as organization-status-run."""
    organization_device_bind_code: DeviceBinding | Unset = UNSET
    """The code by which devices are bound to an organization."""
    organization_industry_type: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    organization_units_system: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    user_experience_improvement: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    organization_geo_caging_system: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    current_zone_id: Any | Unset = UNSET
    """Its zone."""
    mfa_enabled: bool | Unset = UNSET
    """Whether a second factor is needed."""
    logo_id: Any | Unset = UNSET
    """Its logo."""
    organization_user_role: str | Unset = UNSET
    """The role of the user in it."""
    organization_user_callsign: str | Unset = UNSET
    """The name of the user in it."""
    join_organization_at: Any | Unset = UNSET
    """When the user joined."""

    wire: ClassVar[Wire] = {
        "organization_device_bind_code": ("organization_device_bind_code", DeviceBinding.from_dict),
        "organization_industry_type": ("organization_industry_type", OpenObject.from_dict),
        "organization_units_system": ("organization_units_system", OpenObject.from_dict),
        "user_experience_improvement": ("user_experience_improvement", OpenObject.from_dict),
        "organization_geo_caging_system": ("organization_geo_caging_system", OpenObject.from_dict),
    }

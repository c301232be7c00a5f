from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class CurrentUser(JsonObject):
    """The person whose token it is."""

    account: str | Unset = UNSET
    """Their account."""
    user_id: str | Unset = UNSET
    """The person."""
    org_uuid: str | Unset = UNSET
    """Their organization."""
    role: str | Unset = UNSET
    """Their role in it."""
    nickname: str | Unset = UNSET
    """Their name."""
    organization_name: str | Unset = UNSET
    """Name of the organization."""
    mfa_enabled: bool | Unset = UNSET
    """Whether a second factor is needed."""
    units_config: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    geo_caging_config: OpenObject | Unset = UNSET
    """An object whose members are not known."""
    auth_info: list[OpenObject] | None | Unset = UNSET
    """Their rights."""

    wire: ClassVar[Wire] = {
        "units_config": ("units_config", OpenObject.from_dict),
        "geo_caging_config": ("geo_caging_config", OpenObject.from_dict),
        "auth_info": ("auth_info", each(OpenObject.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class ProjectUser(JsonObject):
    """A person in a project."""

    user_id: str | Unset = UNSET
    """The person."""
    account: str | Unset = UNSET
    """Their account."""
    nickname: str | Unset = UNSET
    """Their name."""
    organization_user_callsign: str | Unset = UNSET
    """Their name in the organization."""
    is_user_project_callsign_updated: bool | Unset = UNSET
    """Whether the project has another name of them."""
    role: str | Unset = UNSET
    """Their role in the project."""
    org_role: str | Unset = UNSET
    """Their role in the organization."""
    roles_permissions: list[OpenObject] | None | Unset = UNSET
    """Their rights."""
    is_phone_filled: bool | Unset = UNSET
    """Whether a telephone number is known."""
    is_email_filled: bool | Unset = UNSET
    """Whether an address is known."""

    wire: ClassVar[Wire] = {
        "roles_permissions": ("roles_permissions", each(OpenObject.from_dict)),
    }

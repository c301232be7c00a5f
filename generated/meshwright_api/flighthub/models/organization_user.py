from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.user_project import UserProject


@define(kw_only=True, repr=False)
class OrganizationUser(JsonObject):
    """A person in an organization."""

    user_id: str | Unset = UNSET
    """The person."""
    account: str | Unset = UNSET
    """Their account."""
    account_second: str | Unset = UNSET
    """Their other account."""
    nickname: str | Unset = UNSET
    """Their name."""
    role: str | Unset = UNSET
    """Their role in the organization."""
    created_at: Any | Unset = UNSET
    """When they were added."""
    source_type: Any | Unset = UNSET
    """How they were added."""
    user_projects_infos: list[UserProject] | None | Unset = UNSET
    """Their projects."""

    wire: ClassVar[Wire] = {
        "user_projects_infos": ("user_projects_infos", each(UserProject.from_dict)),
    }

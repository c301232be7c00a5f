from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.member_role import MemberRole


@define(kw_only=True, repr=False)
class NewMember(JsonObject):
    """A person who joins a project, or whose role changes."""

    user_id: str
    """The member `user_id` of the person's own token."""
    role: MemberRole | Unset = UNSET
    """Role of a member in the project."""
    nickname: str | Unset = UNSET
    """Name within the project."""

    wire: ClassVar[Wire] = {}

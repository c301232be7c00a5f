from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire, each
from ..models.new_member import NewMember


@define(kw_only=True, repr=False)
class AddMembers(JsonObject):
    """Who joins a project."""

    add_users: list[NewMember]
    """The people; those who are members already get the new role."""

    wire: ClassVar[Wire] = {
        "add_users": ("add_users", each(NewMember.from_dict)),
    }

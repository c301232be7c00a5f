from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.project_member import ProjectMember


@define(kw_only=True, repr=False)
class ProjectMemberList(JsonObject):
    """People of a project."""

    list_: list[ProjectMember] | None | Unset = UNSET
    """The members; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(ProjectMember.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.pagination import Pagination
from ..models.project_user import ProjectUser


@define(kw_only=True, repr=False)
class ProjectUserList(JsonObject):
    """People of a project, one page of them."""

    list_: list[ProjectUser] | None | Unset = UNSET
    """The members; null when there are none."""
    pagination: Pagination | Unset = UNSET
    """The place of a page in a list of V2."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(ProjectUser.from_dict)),
        "pagination": ("pagination", Pagination.from_dict),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.project import Project


@define(kw_only=True, repr=False)
class ProjectList(JsonObject):
    """Projects."""

    list_: list[Project] | None | Unset = UNSET
    """The projects; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(Project.from_dict)),
    }

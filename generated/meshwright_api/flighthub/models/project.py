from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.project_center import ProjectCenter


@define(kw_only=True, repr=False)
class Project(JsonObject):
    """A project of the organization."""

    uuid: str | Unset = UNSET
    """What X-Project-Uuid takes."""
    name: str | Unset = UNSET
    """Its name."""
    introduction: str | Unset = UNSET
    """A description."""
    org_uuid: str | Unset = UNSET
    """The organization."""
    created_at: int | Unset = UNSET
    """Milliseconds since 1970."""
    updated_at: int | Unset = UNSET
    """Milliseconds since 1970."""
    project_work_center_point: None | ProjectCenter | Unset = UNSET
    """The middle of its map."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "created_at": "milliseconds",
        "updated_at": "milliseconds",
    }
    wire: ClassVar[Wire] = {
        "project_work_center_point": ("project_work_center_point", ProjectCenter.from_dict),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.group_visibility import GroupVisibility


@define(kw_only=True, repr=False)
class AnnotationDeleted(JsonObject):
    """What became of the groups of a deleted annotation."""

    affected_tri_states: list[GroupVisibility] | None | Unset = UNSET
    """The groups."""

    wire: ClassVar[Wire] = {
        "affected_tri_states": ("affected_tri_states", each(GroupVisibility.from_dict)),
    }

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class GroupVisibility(JsonObject):
    """Whether a group of annotations is shown."""

    group_id: str | Unset = UNSET
    """The group."""
    tri_state: Any | Unset = UNSET
    """Whether all, some or none of it are shown."""

    wire: ClassVar[Wire] = {}

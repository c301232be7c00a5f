from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ControlChange(JsonObject):
    """A change of control."""

    control_change_time: Any | Unset = UNSET
    """When."""
    user_name: str | Unset = UNSET
    """Who took it."""
    user_id: str | Unset = UNSET
    """The person."""
    control_type: Any | Unset = UNSET
    """What of it."""

    wire: ClassVar[Wire] = {}

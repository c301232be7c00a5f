from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightAlert(JsonObject):
    """The alerts of a flight."""

    flight_id: str | Unset = UNSET
    """The flight."""
    count: int | Unset = UNSET
    """How many."""
    flight_task_name: str | Unset = UNSET
    """Its name."""
    flight_task_type: Any | Unset = UNSET
    """Its kind."""
    start_time: Any | Unset = UNSET
    """When it began."""
    status: Any | Unset = UNSET
    """Their state."""
    is_commented: bool | Unset = UNSET
    """Whether there are comments."""

    wire: ClassVar[Wire] = {}

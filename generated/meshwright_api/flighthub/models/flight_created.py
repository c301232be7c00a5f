from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightCreated(JsonObject):
    """A new flight."""

    task_uuid: str | Unset = UNSET
    """The flight."""

    wire: ClassVar[Wire] = {}

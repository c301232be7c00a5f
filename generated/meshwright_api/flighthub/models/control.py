from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.control_entry import ControlEntry


@define(kw_only=True, repr=False)
class Control(JsonObject):
    """Who controls what of an aircraft."""

    drone_sn: str | Unset = UNSET
    """Serial number of the aircraft."""
    controls: list[ControlEntry] | None | Unset = UNSET
    """The controlled part."""

    wire: ClassVar[Wire] = {
        "controls": ("controls", each(ControlEntry.from_dict)),
    }

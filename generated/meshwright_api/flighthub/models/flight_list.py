from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.flight import Flight


@define(kw_only=True, repr=False)
class FlightList(JsonObject):
    """Flights."""

    list_: list[Flight] | None | Unset = UNSET
    """The flights; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(Flight.from_dict)),
    }

from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.air_traffic import AirTraffic


@define(kw_only=True, repr=False)
class AirSenseWarning(JsonObject):
    """Other aircraft near an aircraft."""

    sn: str | Unset = UNSET
    """Serial number of the aircraft."""
    timestamp: Any | Unset = UNSET
    """When."""
    enable_waring: bool | Unset = UNSET
    """Whether warnings are on; the service spells it so."""
    waring_events: list[AirTraffic] | None | Unset = UNSET
    """The other aircraft."""

    wire: ClassVar[Wire] = {
        "waring_events": ("waring_events", each(AirTraffic.from_dict)),
    }

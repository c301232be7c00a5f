from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.flight_alert import FlightAlert


@define(kw_only=True, repr=False)
class FlightAlertPage(JsonObject):
    """Alerts by flight, one page of them."""

    data: list[FlightAlert] | None | Unset = UNSET
    """The flights; null when there are none."""
    total: int | Unset = UNSET
    """Flights of all pages."""
    page: int | Unset = UNSET
    """Number of the page."""
    page_size: int | Unset = UNSET
    """The most flights of a page."""
    page_count: int | Unset = UNSET
    """Number of pages."""

    wire: ClassVar[Wire] = {
        "data": ("data", each(FlightAlert.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.flight_area import FlightArea
from ..models.pagination import Pagination


@define(kw_only=True, repr=False)
class FlightAreaList(JsonObject):
    """Zones, one page of them."""

    list_: list[FlightArea] | None | Unset = UNSET
    """The members; null when there are none."""
    pagination: Pagination | Unset = UNSET
    """The place of a page in a list of V2."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(FlightArea.from_dict)),
        "pagination": ("pagination", Pagination.from_dict),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightOperator(JsonObject):
    """Who operated a flight."""

    operator_account: str | Unset = UNSET
    """Account of the person."""

    wire: ClassVar[Wire] = {}

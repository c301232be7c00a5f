from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class RepeatOption(JsonObject):
    """On which days a flight is repeated."""

    interval: int | Unset = UNSET
    """Every how many days, weeks or months."""
    days_of_week: list[int] | Unset = UNSET
    """Days of the week."""
    days_of_month: list[int] | Unset = UNSET
    """Days of the month."""
    week_of_month: int | Unset = UNSET
    """Week of the month."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.parent_flight import ParentFlight


@define(kw_only=True, repr=False)
class ContinuedTask(JsonObject):
    """The rest of a flight."""

    uuid: str | Unset = UNSET
    """Its uuid."""
    begin_at: int | Unset = UNSET
    """Seconds since 1970."""
    end_at: int | Unset = UNSET
    """Seconds since 1970."""
    wayline_validity_check_codes: list[int] | None | Unset = UNSET
    """Codes of flaws of its route."""
    parent_task: ParentFlight | Unset = UNSET
    """The flight that broke off."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "begin_at": "seconds",
        "end_at": "seconds",
    }
    wire: ClassVar[Wire] = {
        "parent_task": ("parent_task", ParentFlight.from_dict),
    }

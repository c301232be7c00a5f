from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.hms_record import HmsRecord


@define(kw_only=True, repr=False)
class HmsRecords(JsonObject):
    """Messages of one device."""

    list_: list[HmsRecord] | None | Unset = UNSET
    """The messages; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(HmsRecord.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.usage_record import UsageRecord


@define(kw_only=True, repr=False)
class UsagePage(JsonObject):
    """One page of records."""

    records: list[UsageRecord]
    """The records."""
    page_num: int | Unset = UNSET
    """The page."""
    page_size: int | Unset = UNSET
    """Records a page."""
    has_more: bool | Unset = UNSET
    """Whether there is another page."""

    wire: ClassVar[Wire] = {
        "records": ("records", each(UsageRecord.from_dict)),
    }

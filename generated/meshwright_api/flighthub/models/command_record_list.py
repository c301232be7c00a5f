from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.command_records import CommandRecords


@define(kw_only=True, repr=False)
class CommandRecordList(JsonObject):
    """Commands by device."""

    list_: list[CommandRecords] | None | Unset = UNSET
    """The members; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(CommandRecords.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.control_change import ControlChange
from ..models.operation_log import OperationLog
from ..models.related_user import RelatedUser


@define(kw_only=True, repr=False)
class FlightOperations(JsonObject):
    """What people did during a flight."""

    control_change: list[ControlChange] | None | Unset = UNSET
    """Changes of control over the aircraft."""
    payload_change: list[ControlChange] | None | Unset = UNSET
    """Changes of control over its payloads."""
    oper_logs: list[OperationLog] | None | Unset = UNSET
    """Commands."""
    related_users: list[RelatedUser] | None | Unset = UNSET
    """Who had to do with it."""

    wire: ClassVar[Wire] = {
        "control_change": ("control_change", each(ControlChange.from_dict)),
        "payload_change": ("payload_change", each(ControlChange.from_dict)),
        "oper_logs": ("oper_logs", each(OperationLog.from_dict)),
        "related_users": ("related_users", each(RelatedUser.from_dict)),
    }

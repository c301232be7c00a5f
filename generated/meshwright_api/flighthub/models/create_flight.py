from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.flight_type import FlightType
from ..models.lost_signal_action import LostSignalAction
from ..models.precision_type import PrecisionType
from ..models.repeat_option import RepeatOption
from ..models.repeat_type import RepeatType
from ..models.resumable_status import ResumableStatus
from ..models.return_mode import ReturnMode


@define(kw_only=True, repr=False)
class CreateFlight(JsonObject):
    """When which aircraft flies which route, and what it does in need."""

    name: str
    """A name for people."""
    sn: str
    """Serial number of the dock from which the aircraft takes off; not that of the aircraft."""
    wayline_uuid: str
    """The route."""
    task_type: FlightType
    """When an aircraft takes off."""
    time_zone: str | Unset = UNSET
    """Name of a time zone, such as `Europe/Rome`."""
    begin_at: int | None | Unset = UNSET
    """When it begins, in seconds since 1970."""
    end_at: int | None | Unset = UNSET
    """When the repetitions end, in seconds since 1970."""
    recurring_task_start_time_list: list[int] | Unset = UNSET
    """When a recurring flight takes off, in seconds since 1970."""
    continuous_task_periods: list[list[int]] | Unset = UNSET
    """Begin and end of each period of a continuous flight, in seconds since 1970."""
    rth_altitude: int | Unset = UNSET
    """Height of the return home in metres."""
    rth_mode: ReturnMode | Unset = UNSET
    """At which height an aircraft comes home."""
    wayline_precision_type: PrecisionType | Unset = UNSET
    """How an aircraft finds its place."""
    out_of_control_action_in_flight: LostSignalAction | Unset = UNSET
    """Action of an aircraft when the signal is lost."""
    resumable_status: ResumableStatus | Unset = UNSET
    """How a flight goes on after it broke off."""
    repeat_type: RepeatType | Unset = UNSET
    """How often a flight is repeated."""
    repeat_option: RepeatOption | Unset = UNSET
    """On which days a flight is repeated."""
    min_battery_capacity: int | Unset = UNSET
    """Least charge for a takeoff, in percent."""
    landing_dock_sn: str | Unset = UNSET
    """Serial number of the dock where the aircraft lands, if it is another one."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "begin_at": "seconds",
        "end_at": "seconds",
    }
    wire: ClassVar[Wire] = {
        "repeat_option": ("repeat_option", RepeatOption.from_dict),
    }

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.flight_folder import FlightFolder
from ..models.flight_status import FlightStatus
from ..models.flight_type import FlightType
from ..models.lost_signal_action import LostSignalAction
from ..models.repeat_type import RepeatType
from ..models.return_mode import ReturnMode


@define(kw_only=True, repr=False)
class FlightDetails(JsonObject):
    """A flight in full."""

    uuid: str | Unset = UNSET
    """The flight."""
    name: str | Unset = UNSET
    """Its name."""
    task_type: FlightType | Unset = UNSET
    """When an aircraft takes off."""
    status: FlightStatus | Unset = UNSET
    """Status of a flight."""
    sn: str | Unset = UNSET
    """Serial number of the dock."""
    wayline_uuid: str | Unset = UNSET
    """The route."""
    begin_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    end_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    out_of_control_action_in_flight: LostSignalAction | Unset = UNSET
    """Action of an aircraft when the signal is lost."""
    rth_altitude: int | Unset = UNSET
    """Height of the return home in metres."""
    rth_mode: ReturnMode | Unset = UNSET
    """At which height an aircraft comes home."""
    resumable_status: str | Unset = UNSET
    """How the flight goes on after it broke off."""
    repeat_type: RepeatType | Unset = UNSET
    """How often a flight is repeated."""
    interval: int | Unset = UNSET
    """Every how many days, weeks or months."""
    days_of_week: list[int] | None | Unset = UNSET
    """Days of the week."""
    days_of_month: list[int] | None | Unset = UNSET
    """Days of the month."""
    week_of_month: int | Unset = UNSET
    """Week of the month."""
    recurring_task_start_time_list: list[int] | None | Unset = UNSET
    """When a recurring flight takes off, in seconds since 1970."""
    continuous_task_periods: list[list[int]] | None | Unset = UNSET
    """Begin and end of each period of a continuous flight, in seconds since 1970."""
    min_battery_capacity: int | Unset = UNSET
    """Least charge for a takeoff, in percent."""
    folder_info: FlightFolder | None | Unset = UNSET
    """The folder of its files."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "begin_at": "text",
        "end_at": "text",
        "recurring_task_start_time_list": "seconds",
        "continuous_task_periods": "seconds",
    }
    wire: ClassVar[Wire] = {
        "folder_info": ("folder_info", FlightFolder.from_dict),
    }

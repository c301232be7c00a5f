from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each, first_of
from ..models.flight_exception import FlightException
from ..models.flight_operator import FlightOperator
from ..models.flight_status import FlightStatus
from ..models.flight_type import FlightType
from ..models.media_upload_status import MediaUploadStatus


@define(kw_only=True, repr=False)
class Flight(JsonObject):
    """A flight, as the list has it."""

    belong_to_sn: str | Unset = UNSET
    """Serial number of the dock that it belongs to; in V2's newest flights."""
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
    landing_dock_sn: str | Unset = UNSET
    """Serial number of the dock where it lands."""
    begin_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    end_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    run_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    completed_at: str | Unset = UNSET
    """A time as RFC 3339 text, empty while it has not been reached; requests have seconds since 1970 instead."""
    wayline_uuid: str | Unset = UNSET
    """The route."""
    folder_id: int | Unset = UNSET
    """A number that the service chose."""
    current_waypoint_index: int | Unset = UNSET
    """The waypoint where it is."""
    total_waypoints: int | Unset = UNSET
    """Number of waypoints."""
    media_upload_status: MediaUploadStatus | Unset = UNSET
    """Whether the files of a flight have come."""
    resumable_status: str | Unset = UNSET
    """Whether it can go on after it broke off."""
    is_break_point_resume: bool | Unset = UNSET
    """Whether it goes on after it broke off."""
    operations: FlightOperator | list[FlightOperator] | None | Unset = UNSET
    """Who operated it."""
    exceptions: FlightException | list[FlightException] | None | Unset = UNSET
    """What went wrong."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "begin_at": "text",
        "end_at": "text",
        "run_at": "text",
        "completed_at": "text",
    }
    wire: ClassVar[Wire] = {
        "operations": ("operations", first_of(each(FlightOperator.from_dict), FlightOperator.from_dict)),
        "exceptions": ("exceptions", first_of(each(FlightException.from_dict), FlightException.from_dict)),
    }

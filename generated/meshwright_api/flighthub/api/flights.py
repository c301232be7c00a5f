"""Operations of the tag flights: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Moment,
    Operation,
    Unset,
    comma_list,
    given,
    path_segment,
    unix_seconds,
)
from ..models import (
    CreateFlight,
    CreateFlightAnswer,
    FlightMediaAnswer,
    FlightStatus,
    FlightSwitch,
    FlightTrackAnswer,
    FlightType,
    GetFlightAnswer,
    ListFlightsAnswer,
    LostSignalAction,
    PrecisionType,
    RepeatOption,
    RepeatType,
    ResumableStatus,
    ReturnMode,
    StatusAnswer,
    UpdateFlightStatus,
)


def create(
    *,
    name: str,
    sn: str,
    wayline_uuid: str,
    task_type: FlightType,
    time_zone: str | Unset = UNSET,
    begin_at: Moment | None | Unset = UNSET,
    end_at: Moment | None | Unset = UNSET,
    recurring_task_start_time_list: list[Moment] | Unset = UNSET,
    continuous_task_periods: list[list[Moment]] | Unset = UNSET,
    rth_altitude: int | Unset = UNSET,
    rth_mode: ReturnMode | Unset = UNSET,
    wayline_precision_type: PrecisionType | Unset = UNSET,
    out_of_control_action_in_flight: LostSignalAction | Unset = UNSET,
    resumable_status: ResumableStatus | Unset = UNSET,
    repeat_type: RepeatType | Unset = UNSET,
    repeat_option: RepeatOption | Unset = UNSET,
    min_battery_capacity: int | Unset = UNSET,
    landing_dock_sn: str | Unset = UNSET,
) -> Operation[CreateFlightAnswer]:
    """Fly a route, now or later.

    Moves an aircraft: an immediate flight takes off at once, others at their times. There is no idempotency key,
    so a repeated call is a second flight.

    Args:
        name: A name for people.
        sn: Serial number of the dock from which the aircraft takes off; not that of the aircraft.
        wayline_uuid: The route.
        task_type: immediate takes off now, timed at begin_at, recurring at each of
            recurring_task_start_time_list, continuous in continuous_task_periods. (one of immediate, timed,
            recurring, continuous, or others to come)
        time_zone: Name of a time zone, such as `Europe/Rome`.
        begin_at: When it begins, in seconds since 1970.
        end_at: When the repetitions end, in seconds since 1970.
        recurring_task_start_time_list: When a recurring flight takes off, in seconds since 1970.
        continuous_task_periods: Begin and end of each period of a continuous flight, in seconds since 1970.
        rth_altitude: Height of the return home in metres. (above 0)
        rth_mode: Whether the return home takes the best height or rth_altitude. (one of optimal, preset, or
            others to come)
        wayline_precision_type: How the aircraft finds its place. (one of gps, rtk, or others to come)
        out_of_control_action_in_flight: Action of the aircraft when the signal is lost. (one of return_home,
            continue_task, or others to come)
        resumable_status: How the flight goes on after it broke off. (one of auto, manual, or others to come)
        repeat_type: How often it is repeated. (one of nonrepeating, daily, weekly, absolute_monthly,
            relative_monthly, or others to come)
        repeat_option: On which days it is repeated.
        min_battery_capacity: Least charge for a takeoff, in percent.
        landing_dock_sn: Serial number of the dock where the aircraft lands, if it is another one.
    """
    return Operation(
        name="flights.create",
        method="POST",
        path="/openapi/v0.1/flight-task",
        parse=CreateFlightAnswer.from_dict,
        body=CreateFlight(
            name=name,
            sn=sn,
            wayline_uuid=wayline_uuid,
            task_type=task_type,
            time_zone=time_zone,
            begin_at=unix_seconds(begin_at, "begin_at"),
            end_at=unix_seconds(end_at, "end_at"),
            recurring_task_start_time_list=unix_seconds(
                recurring_task_start_time_list, "recurring_task_start_time_list"
            ),
            continuous_task_periods=unix_seconds(continuous_task_periods, "continuous_task_periods"),
            rth_altitude=rth_altitude,
            rth_mode=rth_mode,
            wayline_precision_type=wayline_precision_type,
            out_of_control_action_in_flight=out_of_control_action_in_flight,
            resumable_status=resumable_status,
            repeat_type=repeat_type,
            repeat_option=repeat_option,
            min_battery_capacity=min_battery_capacity,
            landing_dock_sn=landing_dock_sn,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def update_status(
    task_uuid: str,
    *,
    status: FlightSwitch,
) -> Operation[StatusAnswer]:
    """Hold a planned flight back, or let it take off again.

    Before it takes off, and not for immediate flights. restored moves an aircraft when its time comes.

    Args:
        task_uuid: The flight; from the answer to its create, or `uuid` in the list.
        status: suspended holds it back, restored lets it take off again. (one of suspended, restored, or others
            to come)
    """
    return Operation(
        name="flights.update_status",
        method="PUT",
        path=f"/openapi/v0.1/flight-task/{path_segment(task_uuid)}/status",
        parse=StatusAnswer.from_dict,
        body=UpdateFlightStatus(
            status=status,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def list_(
    *,
    sn: str,
    begin_at: Moment,
    end_at: Moment,
    name: str | Unset = UNSET,
    task_type: FlightType | Unset = UNSET,
    status: list[FlightStatus] | Unset = UNSET,
) -> Operation[ListFlightsAnswer]:
    """List the flights of a dock.

    Those that begin within a time.

    Args:
        sn: Serial number of the dock.
        begin_at: Begin of the time, in seconds since 1970. (from 0; to 9999999999)
        end_at: End of the time, in seconds since 1970. (from 0; to 9999999999)
        name: Name of the flight.
        task_type: When the flight takes off. (one of immediate, timed, recurring, continuous, or others to come)
        status: Statuses of flights, with commas between them. (one of waiting, starting_failure, executing,
            paused, terminated, success, suspended, timeout, or others to come)
    """
    return Operation(
        name="flights.list",
        method="GET",
        path="/openapi/v0.1/flight-task/list",
        parse=ListFlightsAnswer.from_dict,
        params=given(
            {
                "sn": sn,
                "begin_at": unix_seconds(begin_at, "begin_at"),
                "end_at": unix_seconds(end_at, "end_at"),
                "name": name,
                "task_type": task_type,
                "status": comma_list(status, "status"),
            }
        ),
        needs=("X-Project-Uuid",),
    )


def get(
    task_uuid: str,
) -> Operation[GetFlightAnswer]:
    """Get the details of a flight.

    Its state, its settings and the number of its files.

    Args:
        task_uuid: The flight; from the answer to its create, or `uuid` in the list.
    """
    return Operation(
        name="flights.get",
        method="GET",
        path=f"/openapi/v0.1/flight-task/{path_segment(task_uuid)}",
        parse=GetFlightAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def media(
    task_uuid: str,
) -> Operation[FlightMediaAnswer]:
    """List the files of a flight.

    Photos, videos and positions, at most 10,000; they come while the aircraft uploads them.

    Args:
        task_uuid: The flight; from the answer to its create, or `uuid` in the list.
    """
    return Operation(
        name="flights.media",
        method="GET",
        path=f"/openapi/v0.1/flight-task/{path_segment(task_uuid)}/media",
        parse=FlightMediaAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def track(
    task_uuid: str,
) -> Operation[FlightTrackAnswer]:
    """Get the path of a flight.

    The points where the aircraft was.

    Args:
        task_uuid: The flight; from the answer to its create, or `uuid` in the list.
    """
    return Operation(
        name="flights.track",
        method="GET",
        path=f"/openapi/v0.1/flight-task/{path_segment(task_uuid)}/track",
        parse=FlightTrackAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )

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
    AirSenseWarningsAnswer,
    ContinueFlight,
    ContinueFlightAnswer,
    CreateFlight,
    CreateFlightAnswer,
    DecryptSerials,
    DecryptSerialsAnswer,
    DispatchCheckAnswer,
    FlightAlertsAnswer,
    FlightExportsAnswer,
    FlightMediaAnswer,
    FlightNameAnswer,
    FlightOperationsAnswer,
    FlightRecordAnswer,
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
    TcasGroupsAnswer,
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


def decrypt_serials(
    *,
    encrypted_sns: list[str] | None,
) -> Operation[DecryptSerialsAnswer]:
    """Decrypt serial numbers.

    In V2 only. Changes nothing.

    Args:
        encrypted_sns: Serial numbers as files of flights have them.
    """
    return Operation(
        name="flights.decrypt_serials",
        method="POST",
        path="/openapi/v2.0/flight-task/sn-decrypt",
        parse=DecryptSerialsAnswer.from_dict,
        body=DecryptSerials(
            encrypted_sns=encrypted_sns,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def record(
    *,
    task_uuid: str,
    workspace_id: str | Unset = UNSET,
) -> Operation[FlightRecordAnswer]:
    """Get a flight and its parts.

    In V2 only.

    Args:
        task_uuid: The flight.
        workspace_id: The project; its uuid.
    """
    return Operation(
        name="flights.record",
        method="GET",
        path="/openapi/v2.0/flight-task/detail",
        parse=FlightRecordAnswer.from_dict,
        params=given(
            {
                "task_uuid": task_uuid,
                "workspace_id": workspace_id,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def operations(
    *,
    task_uuid: str,
) -> Operation[FlightOperationsAnswer]:
    """Get what people did during a flight.

    In V2 only.

    Args:
        task_uuid: The flight.
    """
    return Operation(
        name="flights.operations",
        method="GET",
        path="/openapi/v2.0/flight-task/oper",
        parse=FlightOperationsAnswer.from_dict,
        params=given(
            {
                "task_uuid": task_uuid,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def recent(
    workspace_id: str,
    *,
    sn: list[str] | Unset = UNSET,
) -> Operation[ListFlightsAnswer]:
    """List the newest flights of docks.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        sn: Serial numbers of the docks. (sn[] in the API; at least 1)
    """
    return Operation(
        name="flights.recent",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-tasks/recent",
        parse=ListFlightsAnswer.from_dict,
        params=given(
            {
                "sn[]": sn,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def batch(
    workspace_id: str,
    *,
    task_uuids: list[str],
) -> Operation[ListFlightsAnswer]:
    """List flights by their uuids.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        task_uuids: The flights, at most 100. (at least 1; at most 100)
    """
    return Operation(
        name="flights.batch",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-tasks/batch",
        parse=ListFlightsAnswer.from_dict,
        params=given(
            {
                "task_uuids": task_uuids,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def default_name(
    workspace_id: str,
    *,
    name: str,
) -> Operation[FlightNameAnswer]:
    """Get a name for a new flight.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        name: The name that is wanted.
    """
    return Operation(
        name="flights.default_name",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-tasks/default-name",
        parse=FlightNameAnswer.from_dict,
        params=given(
            {
                "name": name,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def check(
    workspace_id: str,
    *,
    sn: str,
    wayline_uuid: str,
) -> Operation[DispatchCheckAnswer]:
    """Check whether a flight could take off.

    In V2 only. Creates no flight; an empty list does not promise that it can take off.

    Args:
        workspace_id: The project; its uuid.
        sn: Serial number of the dock.
        wayline_uuid: The route.
    """
    return Operation(
        name="flights.check",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-tasks/dispatch-checks",
        parse=DispatchCheckAnswer.from_dict,
        params=given(
            {
                "sn": sn,
                "wayline_uuid": wayline_uuid,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def fly_rest(
    workspace_id: str,
    *,
    task_uuid: str,
) -> Operation[ContinueFlightAnswer]:
    """Fly the rest of a flight that broke off.

    Moves an aircraft. In V2 only.

    Args:
        workspace_id: The project; its uuid.
        task_uuid: The flight that broke off.
    """
    return Operation(
        name="flights.fly_rest",
        method="POST",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-tasks/resumptions",
        parse=ContinueFlightAnswer.from_dict,
        body=ContinueFlight(
            task_uuid=task_uuid,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def exports(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    content_type: str | Unset = UNSET,
    status: str | Unset = UNSET,
) -> Operation[FlightExportsAnswer]:
    """List the files with records of flights.

    In V2 only.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
        content_type: Content of the files.
        status: Their state.
    """
    return Operation(
        name="flights.exports",
        method="GET",
        path="/openapi/v2.0/flight-task/export",
        parse=FlightExportsAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "content_type": content_type,
                "status": status,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def alerts(
    *,
    drone_sn: str | Unset = UNSET,
    begin_at: Moment | Unset = UNSET,
    end_at: Moment | Unset = UNSET,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Operation[FlightAlertsAnswer]:
    """List the alerts of flights.

    In V2 only. The list is in `data`.

    Args:
        drone_sn: Serial number of the aircraft.
        begin_at: Begin of the time, in seconds since 1970. (from 0; to 9999999999)
        end_at: End of the time, in seconds since 1970. (from 0; to 9999999999)
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
    """
    return Operation(
        name="flights.alerts",
        method="GET",
        path="/openapi/v2.0/flight-alerts",
        parse=FlightAlertsAnswer.from_dict,
        params=given(
            {
                "drone_sn": drone_sn,
                "begin_at": unix_seconds(begin_at, "begin_at"),
                "end_at": unix_seconds(end_at, "end_at"),
                "page": page,
                "page_size": page_size,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def tcas_groups(
    workspace_id: str,
) -> Operation[TcasGroupsAnswer]:
    """List the groups for collision avoidance.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
    """
    return Operation(
        name="flights.tcas_groups",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/groups/tcas",
        parse=TcasGroupsAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def air_sense_warnings(
    workspace_id: str,
) -> Operation[AirSenseWarningsAnswer]:
    """List other aircraft nearby.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
    """
    return Operation(
        name="flights.air_sense_warnings",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/air-sense-warnings",
        parse=AirSenseWarningsAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )

"""Flight tasks as the service writes them; a time that is not reached is an empty string."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from ....spec.reading import Json
from .dock_schedule import FlightFault, Run, Status
from .photos import photos_of
from .recurrence import repeat_type
from .routes import Routes

ABORTED: Final = 999_998
"""Not a code of the service: an injected fault."""
_SETTINGS: Final[Json] = {
    "out_of_control_action_in_flight": "return_home",
    "rth_altitude": 100,
    "rth_mode": "preset",
    "resumable_status": "manual",
}


def written(moment: float | None) -> str:
    """Write a time as the service does, in RFC 3339."""
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def summary(run: Run, routes: Routes, now: float) -> Json:
    """Return a task as an item of the list."""
    task, status = run.task, run.status(now)
    started = run.start <= now
    return {
        "uuid": task.uuid,
        "name": task.body["name"],
        "task_type": task.body["task_type"],
        "status": status.value,
        "sn": task.sn,
        "landing_dock_sn": task.body.get("landing_dock_sn") or task.sn,
        "begin_at": written(task.begin),
        "end_at": written(task.body.get("end_at")),
        "run_at": written(run.start if started else None),
        "completed_at": written(run.completed(now)),
        "wayline_uuid": task.wayline_uuid,
        "folder_id": task.folder_id,
        "current_waypoint_index": run.course.waypoint(now) if run.course and started else 0,
        "total_waypoints": len(routes.path(task.wayline_uuid).waypoints),
        **_media_status(run, now),
        "resumable_status": task.body.get("resumable_status") or _SETTINGS["resumable_status"],
        "is_break_point_resume": False,
        # Objects, as the models of a public client of V1 have them; a fixture of V2 has lists (D61).
        "operations": {"operator_account": task.operator} if task.operator else None,
        "exceptions": next(iter(_exceptions(run, now)), None),
    }


def detail(run: Run, now: float) -> Json:
    """Return a task with its settings."""
    task, body = run.task, run.task.body
    option: Json = body.get("repeat_option") or {}
    folder: Json = {"folder_id": task.folder_id}
    if run.completed(now) is not None:
        photos = photos_of(run, now)
        uploaded = sum(photo.uploaded <= now for photo in photos)
        folder |= {"expected_file_count": len(photos), "uploaded_file_count": uploaded}
    return {
        "uuid": task.uuid,
        "name": body["name"],
        "task_type": body["task_type"],
        "status": run.status(now).value,
        "sn": task.sn,
        "wayline_uuid": task.wayline_uuid,
        "begin_at": written(task.begin),
        "end_at": written(body.get("end_at")),
        **{name: body.get(name) or default for name, default in _SETTINGS.items()},
        "repeat_type": repeat_type(body),
        "interval": option.get("interval") or 0,
        "days_of_week": option.get("days_of_week"),
        "days_of_month": option.get("days_of_month"),
        "week_of_month": option.get("week_of_month") or 0,
        "recurring_task_start_time_list": body.get("recurring_task_start_time_list"),
        "continuous_task_periods": body.get("continuous_task_periods"),
        "min_battery_capacity": task.least_battery,
        "folder_info": folder,
    }


def track(run: Run, drone_sn: str, now: float) -> Json:
    """Return where the aircraft was until now."""
    task, course = run.task, run.course
    points: list[Json] = []
    metres = seconds = 0.0
    if course is not None and run.start <= now:
        metres, seconds = course.flown(now)
        points = [
            {
                "timestamp": int(moment * 1000),
                "latitude": round(spot.latitude, 8),
                "longitude": round(spot.longitude, 8),
                "height": round(spot.height, 3),
            }
            for moment, spot in course.track(now)
        ]
    return {
        "name": task.body["name"],
        "status": run.status(now).value,
        "wayline_uuid": task.wayline_uuid,
        "track": {
            "track_id": task.uuid,
            "drone_sn": drone_sn,
            "flight_distance": round(metres, 3),
            "flight_duration": int(seconds),
            "points": points,
        },
    }


def _media_status(run: Run, now: float) -> Json:
    """Return how far the photos are; the service's word for the end is not known, so there is none then (D77)."""
    photos = photos_of(run, now)
    if run.completed(now) is None or not photos:
        return {"media_upload_status": "to_upload"}
    return {"media_upload_status": "uploading"} if photos[-1].uploaded > now else {}


def _exceptions(run: Run, now: float) -> list[Any]:
    if run.status(now) is Status.STARTING_FAILURE and run.failure is not None:
        code, message, moment = *run.failure, run.start
    elif run.course is not None and run.course.reason and run.course.end <= now:
        code = ABORTED if run.task.fault is FlightFault.ABORTS else 0
        message, moment = run.course.reason, run.course.end
    else:
        return []
    return [{"code": code, "message": message, "happen_at": written(moment), "sn": run.task.sn}]

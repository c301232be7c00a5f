"""When a flight task flies: once, or repeatedly at times of the day in its own time zone.

Emulated readings of what the service documents by names alone (D75): each entry of ``recurring_task_start_time_list``
and of ``continuous_task_periods`` gives times of the day; days of the week count from Sunday as 0; a continuous task
flies once in each of its periods.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ....spec.reading import Json
from ..codes import WRONG
from ..troubles import Failure

START_WINDOW: Final = 1800.0
"""Seconds for which a planned flight waits for its dock before it times out (D70)."""
MOST_OCCURRENCES: Final = 500
MOST_DAYS: Final = 3660


def occurrences(body: Json, now: float) -> list[tuple[float, float]]:
    """Return when each flight of a new task begins and until when it may start; raises Failure."""
    kind = body["task_type"]
    if body.get("end_at") is not None:
        _moment(body, "end_at")
    if kind == "immediate":
        return [(now, now + START_WINDOW)]
    begin = _moment(body, "begin_at")
    if kind == "timed":
        _require_future(begin, "begin_at", now)
        return [(max(begin, now), begin + START_WINDOW)]
    end = _moment(body, "end_at")
    _require_future(end, "end_at", now)
    if end < begin:
        raise Failure(WRONG, f"end_at ({end:.0f}) is before begin_at ({begin:.0f})")
    found: list[tuple[float, float]] = []
    for start, deadline in _repeated(body, begin, end):
        if start >= max(begin, now):
            found.append((start, deadline))
        if len(found) > MOST_OCCURRENCES:
            raise Failure(WRONG, f"the task flies more than {MOST_OCCURRENCES} times; the emulator plans no more")
    if not found:
        raise Failure(WRONG, "no start of the task lies between begin_at (or now) and end_at")
    return sorted(found)


def repeat_type(body: Json) -> str:
    """Return how often a task is repeated: by default a task that is planned for several days flies on each of them."""
    asked: str | None = body.get("repeat_type")
    return asked or ("daily" if body["task_type"] in ("recurring", "continuous") else "nonrepeating")


def _repeated(body: Json, begin: float, end: float) -> Iterator[tuple[float, float]]:
    zone = _zone(str(body.get("time_zone") or "UTC"))
    first, last = _local(begin, zone).date(), _local(end, zone).date()
    if (last - first).days > MOST_DAYS:
        raise Failure(WRONG, f"the task lasts more than {MOST_DAYS} days")
    if body["task_type"] == "recurring":
        starts: list[int] = _list(body, "recurring_task_start_time_list")
        periods = [(float(moment), moment + START_WINDOW) for moment in starts]
    else:
        given: list[list[int]] = _list(body, "continuous_task_periods")
        if any(len(period) != 2 or period[1] <= period[0] for period in given):
            raise Failure(WRONG, "each of continuous_task_periods is a start and a later end, in seconds")
        periods = [(float(start), float(until)) for start, until in given]
    for day in _days(body, first, last):
        for start, until in periods:
            moment = datetime.combine(day, _time_of(start, zone), zone).timestamp()
            if moment <= end:
                yield moment, moment + until - start


def _days(body: Json, first: date, last: date) -> Iterator[date]:
    repeat = repeat_type(body)
    option: Json = body.get("repeat_option") or {}
    interval = max(1, int(option.get("interval") or 1))
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        months = (day.year - first.year) * 12 + day.month - first.month
        weekday = day.isoweekday() % 7
        week = (number + first.isoweekday() % 7) // 7
        of_week: list[int] = option.get("days_of_week") or []
        of_month: list[int] = option.get("days_of_month") or []
        if (
            (repeat == "nonrepeating" and number == 0)
            or (repeat == "daily" and number % interval == 0)
            or (repeat == "weekly" and week % interval == 0 and weekday in of_week)
            or (repeat == "absolute_monthly" and months % interval == 0 and day.day in of_month)
            or (
                repeat == "relative_monthly"
                and months % interval == 0
                and weekday in of_week
                and (day.day - 1) // 7 + 1 == option.get("week_of_month")
            )
        ):
            yield day


def _time_of(moment: float, zone: ZoneInfo) -> time:
    return _local(moment, zone).time()


def _local(moment: float, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromtimestamp(moment, zone)
    except (OverflowError, OSError, ValueError):
        raise Failure(WRONG, f"{moment:.0f} is not a time in seconds since 1970") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Failure(WRONG, f"time_zone {name[:60]!r} is not the name of a time zone, such as Europe/Berlin") from None


def _moment(body: Json, name: str) -> float:
    if body.get(name) is None:
        raise Failure(WRONG, f"a task of the type {body['task_type']} needs {name}, in seconds since 1970")
    moment = float(body[name])
    _local(moment, ZoneInfo("UTC"))
    return moment


def _list(body: Json, name: str) -> list[Any]:
    found: list[Any] = body.get(name) or []
    if not found:
        raise Failure(WRONG, f"a task of the type {body['task_type']} needs {name}")
    return found


def _require_future(moment: float, name: str, now: float) -> None:
    if moment < now - 1:
        written = datetime.fromtimestamp(moment, ZoneInfo("UTC")).isoformat()
        raise Failure(WRONG, f"{name} is in the past: {moment:.0f} is {written}; it is in seconds, not milliseconds")

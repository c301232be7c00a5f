"""FlightHub's rules about what flies: flights, their tracks, and what devices report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeGuard

from ..learning_flighthub import flights_in
from ..registry import implements
from ..situation import Situation

ENDED = frozenset({"success", "terminated", "starting_failure", "timeout"})
NOT_FOUND = 200404
TIMES = ("begin_at", "run_at", "completed_at")
NOT_BEGUN = frozenset({"waiting", "suspended", "timeout"})
FLYING = frozenset({"executing", "paused"})
PLACE = ("timestamp", "longitude", "latitude", "height")
METRES = 111_195.0
"""Along a degree of a meridian."""
FASTEST = 25.0
"""Metres a second that an aircraft may fly after the last point."""
LARGEST = 1e15
"""More than any time in milliseconds, distance or degree."""
SLACK = 0.05
"""The share by which the distance of a track may differ from the sum of its points, which cut corners."""


@implements("flighthub.flight.identity")
def identity(now: Situation) -> Iterator[str]:
    """Details of another flight, and tracks of another route."""
    said = now.told("flights.get")
    if said is not None and str(said.get("uuid")).lower() != now.flight:
        yield f"uuid {said.get('uuid')} in place of {now.flight}"
    track, known = now.told("flights.track"), now.memory.flights.get(now.flight)
    if track is not None and known and known.get("wayline_uuid") != track.get("wayline_uuid"):
        yield f"wayline_uuid {track.get('wayline_uuid')} in place of {known.get('wayline_uuid')}"


@implements("flighthub.flight.forward")
def forward(now: Situation) -> Iterator[str]:
    """Flights that go on after their end."""
    for uuid, said in flights_in(now).items():
        before = now.memory.flights.get(uuid, {}).get("status")
        if before in ENDED and "status" in said and said["status"] != before:
            yield f"flight {uuid}: {before} is final and became {said['status']}"


@implements("flighthub.flight.times")
def times(now: Situation) -> Iterator[str]:
    """Flights whose times are not RFC 3339, or not in their order."""
    for uuid, said in flights_in(now).items():
        if said.get("status") == "success" and said.get("completed_at", uuid) == "":
            yield f"flight {uuid}: a success without completed_at"
        if "run_at" in said and said.get("status") in (NOT_BEGUN if said["run_at"] else FLYING):
            yield f"flight {uuid}: {said['status']}, and run_at is {str(said['run_at'])[:40]!r}"
        if said.get("status") in {*FLYING, "waiting"} and said.get("completed_at"):
            yield f"flight {uuid}: {said['status']}, and completed at {str(said['completed_at'])[:40]!r}"
        texts = {name: said[name] for name in TIMES if isinstance(said.get(name), str) and said[name]}
        moments = {name: _moment(text) for name, text in texts.items()}
        for name, moment in moments.items():
            if moment is None:
                yield f"flight {uuid}: {name} {texts[name][:40]!r}"
        known = [(name, moment) for name, moment in moments.items() if moment is not None]
        for (earlier, first), (later, second) in pairwise(known):
            if second < first:
                yield f"flight {uuid}: {later} {texts[later]} before {earlier} {texts[earlier]}"


def _moment(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None


@implements("flighthub.flight.waypoints")
def waypoints(now: Situation) -> Iterator[str]:
    """Flights beyond their last waypoint."""
    for uuid, said in flights_in(now).items():
        current, total = said.get("current_waypoint_index"), said.get("total_waypoints")
        if isinstance(current, int) and isinstance(total, int) and not 0 <= current <= total:
            yield f"flight {uuid}: waypoint {current} of {total}"


@implements("flighthub.track.order")
def order(now: Situation) -> Iterator[str]:
    """Tracks that run backwards, leave the globe or lose points."""
    said = now.told("flights.track")
    track: Any = said.get("track") if said is not None else None
    points: Any = track.get("points") if isinstance(track, dict) else None
    if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
        return
    if not points and said is not None and said.get("status") == "success":
        yield "a flight that succeeded has no points"
    stamps = [point.get("timestamp") for point in points]
    yield from (f"timestamp {stamp}, a time in seconds" for stamp in stamps[:1] if _in_seconds(stamp))
    for first, second in pairwise(stamp for stamp in stamps if isinstance(stamp, int)):
        if second < first:
            yield f"timestamp {second} after {first}"
            break
    for name, most in (("latitude", 90), ("longitude", 180)):
        outside = [
            point[name] for point in points if isinstance(point.get(name), (int, float)) and abs(point[name]) > most
        ]
        if outside:
            yield f"{name} {outside[0]}"
    before = now.memory.tracks.get(now.flight, 0)
    if now.exclusive and len(points) < before:
        yield f"{len(points)} points after {before}"


@implements("flighthub.track.length")
def length(now: Situation) -> Iterator[str]:
    """Tracks whose distance or duration is not that of their points."""
    said = now.told("flights.track")
    track: Any = said.get("track") if said is not None else None
    points: Any = track.get("points") if isinstance(track, dict) else None
    if not points or not _are_places(points):
        return
    seconds = (points[-1]["timestamp"] - points[0]["timestamp"]) / 1000
    metres = sum(_metres(one, two) for one, two in pairwise(points))
    longest = max((two["timestamp"] - one["timestamp"] for one, two in pairwise(points)), default=0) / 1000
    duration, distance = track.get("flight_duration"), track.get("flight_distance")
    if _is_figure(duration) and not -1 <= duration - seconds <= longest + 2:
        yield f"flight_duration {duration}, and {seconds:.0f} s from the first point to the last"
    if _is_figure(distance) and abs(distance - metres) > SLACK * metres + FASTEST * (longest + 1):
        yield f"flight_distance {distance}, and {metres:.0f} m along the points"


def _are_places(points: Any) -> bool:
    return isinstance(points, list) and all(
        isinstance(point, dict) and all(_is_figure(point.get(name)) for name in PLACE) for point in points
    )


def _is_figure(value: Any) -> TypeGuard[float]:
    """Whether this is a number that can be computed with: finite, and not of hundreds of digits."""
    return isinstance(value, (int, float)) and abs(value) < LARGEST


def _metres(one: Any, two: Any) -> float:
    east = (two["longitude"] - one["longitude"] + 180) % 360 - 180
    shrink = math.cos(math.radians(one["latitude"]))
    return math.hypot(
        east * shrink * METRES, (two["latitude"] - one["latitude"]) * METRES, two["height"] - one["height"]
    )


@implements("flighthub.device.battery")
def battery(now: Situation) -> Iterator[str]:
    """Batteries below 0 or above 100 %, and modes that are not numbers."""
    said = now.told("devices.state")
    state: Any = said.get("device_state") if said is not None else None
    mode: Any = state.get("mode_code") if isinstance(state, dict) else None
    if mode is not None and not isinstance(mode, int):
        yield f"mode_code is {str(mode)[:40]!r}"
    charge: Any = state.get("battery", {}) if isinstance(state, dict) else {}
    if not isinstance(charge, dict):
        yield f"battery is {str(charge)[:40]!r}"
    percent: Any = charge.get("capacity_percent") if isinstance(charge, dict) else None
    if isinstance(percent, (int, float)) and not 0 <= percent <= 100:
        yield f"capacity_percent {percent}"


@implements("flighthub.media.steady")
def steady(now: Situation) -> Iterator[str]:
    """Media files that change."""
    for uuid, said in now.rows("flights.media"):
        known = now.memory.media.get(uuid)
        found = (said.get("name"), said.get("size"))
        if known is not None and known != found:
            yield f"file {uuid}: {found} in place of {known}"


@implements("flighthub.project.times")
def project_times(now: Situation) -> Iterator[str]:
    """Projects, routes and models whose times are not milliseconds, or in the wrong order."""
    for operation in ("projects.list", "maps.list", "routes.list", "routes.get"):
        one = now.told(operation) if operation.endswith(".get") else None
        for uuid, said in [(str(one.get("id")), one)] if one else now.rows(operation):
            begin = said.get("created_at", said.get("create_at"))
            end = said.get("updated_at", said.get("update_at", said.get("update_time")))
            for stamp in (begin, end):
                if _in_seconds(stamp):
                    yield f"{uuid}: {stamp} is a time in seconds, not in milliseconds"
            if isinstance(begin, int) and isinstance(end, int) and end < begin:
                yield f"{uuid}: updated at {end}, before {begin}"


@implements("flighthub.device.identity")
def device(now: Situation) -> Iterator[str]:
    """The state of another device, and flights of another dock than was asked for."""
    said = now.told("devices.state")
    if said is not None and said.get("device_sn") not in (None, now.exchange.path.split("/")[-2]):
        yield f"device_sn {said['device_sn']} in place of {now.exchange.path.split('/')[-2]}"
    asked = now.exchange.query.get("sn", [""])[-1]
    for uuid, row in now.rows("flights.list") if asked else ():
        if row.get("sn", asked) not in (asked, *asked.split(",")):  # V2 takes several
            yield f"flight {uuid}: sn {row['sn']} in place of {asked}"


@implements("flighthub.list.found")
def found(now: Situation) -> Iterator[str]:
    """Flights that are listed and not found in the same project; 200404 may also be about the project."""
    failed = isinstance(now.data, dict) and now.data.get("code") == NOT_FOUND
    if failed and (now.project, now.flight) in now.memory.found:
        yield f"flight {now.flight} is listed and not found"


@implements("flighthub.list.page")
def page(now: Situation) -> Iterator[str]:
    """Pages that are too long or others than was asked for, and projects not in the order that was asked for."""
    yield from _other_page(now)
    rows = [row for _, row in now.rows("projects.list")]
    size, _ = now.query
    simple = size.get("usage") == "simple"  # all projects on any page
    if not simple and isinstance(size.get("page_size"), int) and len(rows) > size["page_size"]:
        yield f"{len(rows)} projects on a page of {size['page_size']}: page_size is ignored"
    if size.get("sort_column") == "name" and size.get("sort_type") in ("ASC", "DESC"):
        names = [str(row.get("name")) for row in rows]
        if names != sorted(names, reverse=size["sort_type"] == "DESC"):
            yield f"sort_type {size['sort_type']} gives {', '.join(names)[:80]}"


def _other_page(now: Situation) -> Iterator[str]:
    """Yield how a page of V2 differs from the one that was asked for."""
    said = now.told(now.operation.id) if now.operation is not None else None
    place: Any = said.get("pagination") if said is not None else None
    rows: Any = said.get("list") if said is not None else None
    if not isinstance(place, dict):
        return
    for name in ("page", "page_size"):
        asked = now.query[0].get(name)
        if isinstance(asked, int) and place.get(name, asked) != asked:
            yield f"{name} is {place[name]} in place of {asked}"
    for name in ("page_size", "total"):
        if isinstance(rows, list) and isinstance(place.get(name), int) and len(rows) > place[name]:
            yield f"{len(rows)} rows on a page with {name} {place[name]}"


def _in_seconds(stamp: Any) -> bool:
    return isinstance(stamp, int) and 0 < stamp < SECONDS


SECONDS = 100_000_000_000
"""Less is a time in seconds: in milliseconds it would be before 1974."""

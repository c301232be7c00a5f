"""FlightHub's rules about what flies: flights, their tracks, and what devices report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from ..learning_flighthub import flights_in
from ..registry import implements
from ..situation import Situation

ENDED = frozenset({"success", "terminated", "starting_failure", "timeout"})
TIMES = ("begin_at", "run_at", "completed_at")


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
    stamps = [point.get("timestamp") for point in points]
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


@implements("flighthub.device.battery")
def battery(now: Situation) -> Iterator[str]:
    """Batteries below 0 or above 100 %."""
    said = now.told("devices.state")
    state: Any = said.get("device_state") if said is not None else None
    charge: Any = state.get("battery") if isinstance(state, dict) else None
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
    for operation in ("projects.list", "maps.list", "routes.list"):
        for uuid, said in now.rows(operation):
            begin = said.get("created_at", said.get("create_at"))
            end = said.get("updated_at", said.get("update_at", said.get("update_time")))
            for stamp in (begin, end):
                if isinstance(stamp, int) and 0 < stamp < SECONDS:
                    yield f"{uuid}: {stamp} is a time in seconds, not in milliseconds"
            if isinstance(begin, int) and isinstance(end, int) and end < begin:
                yield f"{uuid}: updated at {end}, before {begin}"


SECONDS = 100_000_000_000
"""Less is a time in seconds: in milliseconds it would be before 1974."""

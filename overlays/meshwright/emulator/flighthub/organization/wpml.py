"""Read DJI's route files (WPML in a KMZ) as the path that an aircraft flies and the photos that it takes there.

Photos are those of ``takePhoto`` and ``orientedShoot``: once at the waypoint (reachPoint), every so many metres
(multipleDistance) or seconds (multipleTiming). Other actions are skipped, except ``gimbalRotate``, which sets the
pitch.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from attrs import field, frozen

from .geo import Spot
from .kmz import WAYLINES, BadRoute, read_members

MOST_PHOTOS: Final = 1000
MOST_WAYPOINTS: Final = 65_535
FASTEST: Final = 25.0
"""Metres a second; no aircraft with a dock flies a route faster."""
STRAIGHT_DOWN: Final = -90.0
TRANSIT_SPEED: Final = 15.0
SECURITY_HEIGHT: Final = 20.0
_SHOOTS: Final = ("takePhoto", "orientedShoot")
_TEMPLATES: Final = {"mapping2d": "mapping_2d", "mapping3d": "mapping_3d", "mappingStrip": "mapping_strip"}


@frozen
class Waypoint:
    """A place to fly to, its height as the route counts heights, and the speed from there on in metres a second."""

    spot: Spot
    speed: float


@frozen
class Exposure:
    """A photo: ``at`` is the number of the waypoint before it plus the share of the way to the next; degrees of
    pitch.
    """

    at: float
    pitch: float = STRAIGHT_DOWN


@frozen(kw_only=True)
class Path:
    """The content of a route file."""

    waypoints: tuple[Waypoint, ...]
    exposures: tuple[Exposure, ...] = ()
    templates: tuple[str, ...] = ("waypoint",)
    absolute: bool = False
    """Whether heights count from the ellipsoid; else from the take-off point."""
    drone: tuple[int, int] = (91, 1)
    payload: tuple[int, int] = (81, 0)
    transit_speed: float = TRANSIT_SPEED
    security_height: float = SECURITY_HEIGHT
    """Metres above the take-off point before the aircraft leaves it."""
    length: float = field(init=False)
    """Metres from the first to the last waypoint."""

    def __attrs_post_init__(self) -> None:
        spots = [waypoint.spot for waypoint in self.waypoints]
        object.__setattr__(self, "length", sum(first.distance(second) for first, second in pairwise(spots)))

    def spots(self, ground: float) -> tuple[Spot, ...]:
        """Return the waypoints with heights above the ellipsoid, for a take-off at this height."""
        up = 0.0 if self.absolute else ground
        return tuple(one.spot.moved(0, 0, up) for one in self.waypoints)


def read_route(content: bytes) -> Path:
    """Read a KMZ; raises BadRoute, with the reason, for anything that is not a route."""
    template, waylines = read_members(content)
    config = _child(waylines, "missionConfig")
    waypoints: list[Waypoint] = []
    exposures: list[Exposure] = []
    absolute = False
    for folder in waylines.iter("Folder"):
        absolute = absolute or _text(folder, "executeHeightMode") == "WGS84"
        flown = _waypoints(folder)
        exposures += (Exposure(one.at + len(waypoints), one.pitch) for one in _exposures(folder, flown))
        waypoints += flown
    if not waypoints:
        raise BadRoute(f"{WAYLINES} has no waypoint: no Placemark with a Point")
    if len(waypoints) > MOST_WAYPOINTS or len(exposures) > MOST_PHOTOS:
        raise BadRoute(
            f"the route has {len(waypoints)} waypoints and {len(exposures)} photos; the emulator flies at most"
            f" {MOST_WAYPOINTS} and {MOST_PHOTOS}"
        )
    return Path(
        waypoints=tuple(waypoints),
        exposures=tuple(sorted(exposures, key=lambda one: one.at)),
        templates=_templates(template),
        absolute=absolute,
        drone=_pair(config, "droneInfo", "drone", (91, 1)),
        payload=_pair(config, "payloadInfo", "payload", (81, 0)),
        transit_speed=_number(config, "globalTransitionalSpeed", TRANSIT_SPEED, 0.1, FASTEST),
        security_height=_number(config, "takeOffSecurityHeight", SECURITY_HEIGHT, 1.2, 1500),
    )


def _templates(template: Element | None) -> tuple[str, ...]:
    named = [] if template is None else [one.text or "" for one in template.iter("templateType")]
    return tuple(dict.fromkeys(_TEMPLATES.get(name.strip(), name.strip()[:40]) for name in named)) or ("waypoint",)


def _waypoints(folder: Element) -> list[Waypoint]:
    speed = _number(folder, "autoFlightSpeed", 10.0, 0.1, FASTEST)
    found: list[Waypoint] = []
    for mark in folder.iter("Placemark"):
        written = "" if (point := mark.find("Point")) is None else _text(point, "coordinates")
        try:
            longitude, latitude = (float(part) for part in written.split(",")[:2])
        except ValueError:
            raise BadRoute(f"a Placemark has no Point with coordinates: {written[:60]!r}") from None
        if not (abs(latitude) < 89.9 and abs(longitude) <= 180):
            raise BadRoute(f"a waypoint is not on the globe: {written[:60]!r}")
        height = _number(mark, "executeHeight", None, -1500, 9000)
        found.append(Waypoint(Spot(latitude, longitude, height), _number(mark, "waypointSpeed", speed, 0.1, FASTEST)))
    return found


def _exposures(folder: Element, waypoints: list[Waypoint]) -> Iterator[Exposure]:
    """Yield the photos of one wayline; the pitch is that of the last gimbal action before."""
    pitch = STRAIGHT_DOWN
    for mark in folder.iter("Placemark"):
        for group in mark.iter("actionGroup"):
            kind, every = _trigger(group)
            first = int(_number(group, "actionGroupStartIndex", 0, 0, MOST_WAYPOINTS))
            last = int(_number(group, "actionGroupEndIndex", first, 0, MOST_WAYPOINTS))
            if max(first, last) >= len(waypoints):
                raise BadRoute(f"an action group ends at waypoint {max(first, last)} of {len(waypoints)}")
            for action in group.iter("action"):
                name = _text(action, "actionActuatorFunc")
                pitch = _pitch(action, name, pitch)
                if name in _SHOOTS:
                    places = _along(waypoints, first, last, kind, every) if every else iter([float(first)])
                    yield from (Exposure(at, pitch) for at in places)


def _trigger(group: Element) -> tuple[str, float]:
    trigger = _child(group, "actionTrigger")
    kind = _text(trigger, "actionTriggerType")
    repeats = kind in ("multipleDistance", "multipleTiming")
    return kind, _number(trigger, "actionTriggerParam", None, 0.1, 100_000) if repeats else 0.0


def _pitch(action: Element, name: str, before: float) -> float:
    turns = (name == "gimbalRotate" and _text(action, "gimbalPitchRotateEnable") == "1") or name == "orientedShoot"
    return _number(action, "gimbalPitchRotateAngle", before, -120, 60) if turns else before


def _along(waypoints: list[Waypoint], first: int, last: int, kind: str, every: float) -> Iterator[float]:
    """Yield the places of photos at equal distances or times between two waypoints."""
    until = 0.0  # metres or seconds to the next photo
    for number in range(first, last):
        here, there = waypoints[number], waypoints[number + 1]
        length = here.spot.distance(there.spot) / (here.speed if kind == "multipleTiming" else 1.0)
        if (length - until) / every > MOST_PHOTOS:
            raise BadRoute(f"the route takes more than {MOST_PHOTOS} photos")
        while until < length:
            yield number + until / length
            until += every
        until -= length


def _child(element: Element, name: str) -> Element:
    found = next(element.iter(name), None)
    return Element(name) if found is None else found


def _text(element: Element, name: str) -> str:
    return (_child(element, name).text or "").strip()


def _number(element: Element, name: str, default: float | None, least: float, most: float) -> float:
    """Return the number in an element; raises BadRoute if it is missing without a default, or out of range."""
    written = _text(element, name)
    if not written and default is not None:
        return default
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise BadRoute(f"{name} is {written[:40]!r}, not a number from {least:g} to {most:g}")
    return value


def _pair(config: Element, name: str, prefix: str, default: tuple[int, int]) -> tuple[int, int]:
    """Return an enum value of DJI's with its sub-type."""
    info = _child(config, name)
    values = (
        _number(info, f"{prefix}EnumValue", default[0], 0, 99_999),
        _number(info, f"{prefix}SubEnumValue", default[1] if len(info) == 0 else 0, 0, 99_999),
    )
    return int(values[0]), int(values[1])

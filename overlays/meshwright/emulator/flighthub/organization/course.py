"""The course of one flight: its legs, and where the aircraft is at a moment. ``pilot`` makes it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Final

from attrs import frozen

from .geo import Spot
from .state import Position
from .wpml import Path

PREPARING_SECONDS: Final = 10.0
TRACK_SECONDS: Final = 2.0


class Phase(StrEnum):
    """The parts of a flight."""

    PREPARING = "preparing"
    TAKE_OFF = "take-off"
    TRANSIT = "transit"
    ROUTE = "route"
    HOVER = "hover"
    RETURN = "return"
    LANDING = "landing"


class Event(StrEnum):
    """Events on the way: the service's commands, and an injected fault."""

    PAUSE = "flighttask_pause"
    RECOVERY = "flighttask_recovery"
    RETURN_HOME = "return_home"
    RETURN_HOME_CANCEL = "return_home_cancel"
    ABORT = "abort"


POSSIBLE: Final = {
    Event.PAUSE: {Phase.TRANSIT, Phase.ROUTE},
    Event.RECOVERY: {Phase.HOVER},
    Event.RETURN_HOME: {Phase.TAKE_OFF, Phase.TRANSIT, Phase.ROUTE, Phase.HOVER},
    Event.RETURN_HOME_CANCEL: {Phase.RETURN},
    Event.ABORT: {Phase.TAKE_OFF, Phase.TRANSIT, Phase.ROUTE, Phase.HOVER},
}
"""The phases in which an event has an effect (D72)."""
MODES: Final = {
    Phase.PREPARING: 1,
    Phase.TAKE_OFF: 4,
    Phase.TRANSIT: 5,
    Phase.ROUTE: 5,
    Phase.HOVER: 3,
    Phase.RETURN: 9,
    Phase.LANDING: 10,
}
"""The service's mode_code of each phase; that of a hover is a guess."""


@frozen(kw_only=True)
class Leg:
    """A part of a flight that was flown, or will be unless something happens."""

    phase: Phase
    begin: float
    end: float
    start: Spot
    finish: Spot
    battery: float
    """Percent at its beginning."""
    drain: float
    heading: float
    along: tuple[float, float] | None = None

    def share(self, moment: float) -> float:
        """Return how much of it is flown at a moment, 0 to 1."""
        return 1.0 if self.end <= self.begin else min(1.0, max(0.0, (moment - self.begin) / (self.end - self.begin)))

    def at(self, moment: float) -> Spot:
        """Return the place at a moment."""
        return self.start.towards(self.finish, self.share(moment))

    def battery_at(self, moment: float) -> float:
        """Return the percent at a moment."""
        return self.battery - self.drain * (min(moment, self.end) - self.begin)


@frozen
class Taken:
    """A photo that was taken: when, where, and where the camera looked, in degrees."""

    moment: float
    spot: Spot
    heading: float
    pitch: float


@frozen(kw_only=True)
class Plan:
    """The task of a flight; ``rth_altitude`` is in metres above the home."""

    path: Path
    home: Spot
    rth_altitude: float = 100.0
    climbs_first: bool = True
    """Whether a return climbs to that altitude; else it goes home at the height where it begins (rth_mode optimal)."""


@frozen(kw_only=True, eq=False)
class Course:
    """A flight from the dock to the dock."""

    plan: Plan
    legs: tuple[Leg, ...]
    finished: bool
    """Whether the whole route was flown."""
    reason: str = ""
    """Why the aircraft returned early."""

    @property
    def begin(self) -> float:
        """When the dock opens."""
        return self.legs[0].begin

    @property
    def end(self) -> float:
        """When the aircraft has landed."""
        return self.legs[-1].end

    @cached_property
    def _begins(self) -> list[float]:
        return [leg.begin for leg in self.legs]

    def leg(self, moment: float) -> Leg:
        """Return the leg at a moment."""
        return self.legs[max(0, bisect_right(self._begins, moment) - 1)]

    def at(self, now: float) -> Position:
        """Return where the aircraft is at a moment, and its battery."""
        leg = self.leg(now)
        spot = leg.at(now)
        battery = int(leg.battery_at(now))
        return Position(spot.latitude, spot.longitude, spot.height, leg.heading, battery, MODES[leg.phase])

    def waypoint(self, moment: float) -> int:
        """Return the number of waypoints that are behind the aircraft."""
        behind = [leg for leg in self.legs if leg.along is not None and leg.begin <= moment]
        if not behind or behind[-1].along is None:
            return 0
        first, last = behind[-1].along
        return int(first + (last - first) * behind[-1].share(moment)) + 1

    def track(self, now: float) -> Iterator[tuple[float, Spot]]:
        """Yield the moments and places of the flight until now, every two seconds."""
        begin, until = self.begin + PREPARING_SECONDS, min(now, self.end)
        count = int(max(0.0, until - begin) / TRACK_SECONDS) + 1 if until >= begin else 0
        for number in range(count):
            moment = begin + number * TRACK_SECONDS
            yield moment, self.leg(moment).at(moment)

    def flown(self, now: float) -> tuple[float, float]:
        """Return the metres and the seconds in the air until now."""
        legs = [leg for leg in self.legs if leg.begin <= now and leg.phase is not Phase.PREPARING]
        metres = sum(leg.start.distance(leg.finish) * leg.share(now) for leg in legs)
        return metres, sum(min(leg.end, now) - leg.begin for leg in legs)

    @cached_property
    def photos(self) -> tuple[Taken, ...]:
        """The photos in the order in which they are taken."""
        taken: list[Taken] = []
        exposures = list(self.plan.path.exposures)
        last = len(self.plan.path.waypoints) - 1
        for leg in self.legs:
            if leg.along is None:
                continue
            first, until = leg.along
            while exposures and (exposures[0].at < until or until == last):
                shot = exposures.pop(0)
                share = (shot.at - first) / (until - first) if until > first else 0.0
                moment = leg.begin + min(1.0, max(0.0, share)) * (leg.end - leg.begin)
                taken.append(Taken(moment, leg.at(moment), leg.heading, shot.pitch))
        return tuple(taken)


def longest(plan: Plan) -> float:
    """Return the distance in metres of the farthest waypoint from home."""
    return max(plan.home.aside(spot) for spot in plan.path.spots(plan.home.height))

"""Fly a plan: a pure function of the route, the home, the battery and the events on the way.

The aircraft leaves its dock, climbs, flies to the first waypoint and along the route, and returns. Emulated laws (D71):
speeds are constant on a leg, the battery falls by 1 % in 30 s, half as fast again while climbing, and an aircraft
returns by itself when its battery holds no more than the way home takes and a reserve of 10 %, so it never runs empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from attrs import define, evolve, field, frozen

from .course import POSSIBLE, PREPARING_SECONDS, Course, Event, Leg, Phase, Plan
from .geo import Spot

UP, DOWN, ACROSS = 5.0, 3.0, 15.0
"""Metres a second of climbing, landing and returning."""
DRAIN: Final = 1 / 30
"""Percent a second."""
CLIMBING: Final = 1.5
RESERVE: Final = 10.0
AT_HOME: Final = 10.0
"""Metres from home within which a returning aircraft lands without climbing first."""
_HALVINGS: Final = 40


@frozen
class Move:
    """A way to go at a constant speed; ``along`` counts waypoints, as ``Exposure.at`` does."""

    phase: Phase
    start: Spot
    finish: Spot
    speed: float
    along: tuple[float, float] | None = None

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.start.distance(self.finish) / self.speed

    @property
    def drain(self) -> float:
        """Percent of the battery a second."""
        return DRAIN * (CLIMBING if self.phase is not Phase.HOVER and self.finish.height > self.start.height else 1.0)


def fly(plan: Plan, begin: float, battery: float, events: Iterable[tuple[float, Event]] = ()) -> Course:
    """Return the course of a flight that begins with this battery; events are in the order of their moments."""
    pilot = _Pilot(plan, begin, battery, list(_mission(plan)))
    for moment, event in events:
        pilot.advance(moment)
        pilot.heed(moment, event)
    pilot.advance(None)
    return Course(plan=plan, legs=tuple(pilot.legs), finished=pilot.finished, reason=pilot.reason)


def _mission(plan: Plan) -> Iterator[Move]:
    spots = plan.path.spots(plan.home.height)
    high = max(plan.home.height + plan.path.security_height, spots[0].height)
    above_home, above_first = evolve(plan.home, height=high), evolve(spots[0], height=high)
    yield Move(Phase.TAKE_OFF, plan.home, above_home, UP)
    yield Move(Phase.TRANSIT, above_home, above_first, plan.path.transit_speed)
    if spots[0].height < high:
        yield Move(Phase.TRANSIT, above_first, spots[0], DOWN)
    for number, (here, there) in enumerate(pairwise(spots)):
        speed = plan.path.waypoints[number].speed
        yield Move(Phase.ROUTE, here, there, speed, (float(number), float(number + 1)))


def _return(plan: Plan, spot: Spot) -> Iterator[Move]:
    """Yield the way home from a place."""
    home = plan.home
    if spot.aside(home) > AT_HOME:
        least = plan.rth_altitude if plan.climbs_first else plan.path.security_height
        high = evolve(spot, height=max(spot.height, home.height + least))
        if high != spot:
            yield Move(Phase.RETURN, spot, high, UP)
        spot = evolve(home, height=high.height)
        yield Move(Phase.RETURN, high, spot, ACROSS)
    yield Move(Phase.LANDING, spot, home, DOWN)


def _need(plan: Plan, spot: Spot) -> float:
    """Return the percent of battery that the way home takes."""
    return sum(move.seconds * move.drain for move in _return(plan, spot))


@define
class _Pilot:
    """Flies the moves, one after another, and heeds what happens."""

    plan: Plan
    now: float
    battery: float
    todo: list[Move]
    legs: list[Leg] = field(init=False, factory=list[Leg])
    spot: Spot = field(init=False)
    heading: float = field(init=False, default=0.0)
    holding: bool = field(init=False, default=False)
    returning: bool = field(init=False, default=False)
    reason: str = field(init=False, default="")
    _interrupted: list[Move] = field(init=False, factory=list[Move])

    def __attrs_post_init__(self) -> None:
        self.spot = self.plan.home
        self._add(Move(Phase.PREPARING, self.spot, self.spot, 1.0), PREPARING_SECONDS, drain=0.0)

    @property
    def landed(self) -> bool:
        """Whether nothing is left to fly."""
        return self.returning and not self.todo and not self.holding

    @property
    def finished(self) -> bool:
        """Whether the route was flown to its end."""
        return not self.reason

    def advance(self, until: float | None) -> None:
        """Fly until a moment, or to the end."""
        while not self.landed and (until is None or self.now < until):
            if not self.todo and not self.holding:
                self._go_home("")
            move = Move(Phase.HOVER, self.spot, self.spot, 1.0) if self.holding else self.todo.pop(0)
            wanted = float("inf") if self.holding else move.seconds
            seconds, is_low = self._affordable(move, wanted)
            if until is not None and self.now + seconds > until:
                seconds, is_low = until - self.now, False
            rest = self._add(move, seconds, drain=move.drain)
            if seconds < wanted and not self.holding:
                self.todo.insert(0, rest)
            if is_low:
                self._go_home("the battery was low")

    def heed(self, moment: float, event: Event) -> None:
        """React to an event; one that is not possible in the phase has no effect."""
        if self._phase(moment) not in POSSIBLE[event]:
            return
        match event:
            case Event.PAUSE:
                self.holding = True
            case Event.RECOVERY:
                self.holding = False
                self._rejoin()
            case Event.RETURN_HOME:
                self._go_home("return_home was sent")
            case Event.ABORT:
                self._go_home("the aircraft aborted the flight, as an armed fault had it")
            case Event.RETURN_HOME_CANCEL:
                self.todo, self._interrupted = self._interrupted, []
                self.returning, self.holding, self.reason = False, True, ""

    def _phase(self, moment: float) -> Phase:
        """Return what the aircraft does from a moment on, to which it has flown."""
        if moment < self.now:  # the dock is still opening
            return self.legs[-1].phase
        if self.holding:
            return Phase.HOVER
        if self.todo:
            return self.todo[0].phase
        return Phase.LANDING if self.returning else Phase.RETURN

    def _go_home(self, reason: str) -> None:
        self._interrupted = self.todo
        self.reason = reason if self.todo else ""
        self.todo = list(_return(self.plan, self.spot))
        self.returning, self.holding = True, False

    def _rejoin(self) -> None:
        """Fly to where the next move begins."""
        if self.todo and self.spot.distance(self.todo[0].start) > 0.01:
            self.todo.insert(0, Move(Phase.TRANSIT, self.spot, self.todo[0].start, ACROSS))

    def _affordable(self, move: Move, seconds: float) -> tuple[float, bool]:
        """Return how many seconds of a move the battery allows before the aircraft has to return, and whether that is
        less than all.
        """
        if self.returning:
            return seconds, False
        most = min(seconds, self.battery / move.drain)

        def spare(after: float) -> float:
            share = after / move.seconds if move.seconds else 0.0
            spot = move.start.towards(move.finish, share)
            return self.battery - after * move.drain - _need(self.plan, spot) - RESERVE

        if most == seconds and spare(most) >= 0:
            return seconds, False
        enough, scarce = 0.0, most
        for _ in range(_HALVINGS):
            middle = (enough + scarce) / 2
            enough, scarce = (middle, scarce) if spare(middle) >= 0 else (enough, middle)
        return enough, True

    def _add(self, move: Move, seconds: float, *, drain: float) -> Move:
        """Fly so many seconds of a move; return what is left of it."""
        share = seconds / move.seconds if move.seconds else 1.0
        spot = move.start.towards(move.finish, min(1.0, share))
        if move.start.aside(move.finish) > 0.5:
            self.heading = move.start.heading(move.finish)
        along = move.along
        middle = 0.0 if along is None else along[0] + (along[1] - along[0]) * min(1.0, share)
        leg = Leg(
            phase=move.phase,
            begin=self.now,
            end=self.now + seconds,
            start=move.start,
            finish=spot,
            battery=self.battery,
            drain=drain,
            heading=self.heading,
            along=None if along is None else (along[0], middle),
        )
        self.legs.append(leg)
        self.now, self.spot, self.battery = leg.end, spot, self.battery - drain * seconds
        return evolve(move, start=spot, along=None if along is None else (middle, along[1]))

"""The course of a flight with any events on the way."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.emulator.flighthub.organization.course import Course, Event, Phase, Plan
from meshwright.emulator.flighthub.organization.geo import Spot
from meshwright.emulator.flighthub.organization.pilot import fly
from meshwright.emulator.flighthub.organization.wpml import FASTEST, Exposure, Path, Waypoint

HOME = Spot(47.164, 9.513, 460.0)
FOLLOWED_BY = {
    Phase.PREPARING: {Phase.TAKE_OFF},
    Phase.TAKE_OFF: {Phase.TRANSIT, Phase.RETURN, Phase.LANDING},
    Phase.TRANSIT: {Phase.ROUTE, Phase.HOVER, Phase.RETURN, Phase.LANDING},
    Phase.ROUTE: {Phase.HOVER, Phase.RETURN, Phase.LANDING},
    Phase.HOVER: {Phase.TRANSIT, Phase.ROUTE, Phase.RETURN, Phase.LANDING},
    Phase.RETURN: {Phase.HOVER, Phase.LANDING},
    Phase.LANDING: set[Phase](),
}


def path(*places: tuple[float, float, float], speed: float = 8.0, photos: bool = True) -> Path:
    """Return a route through places east, north and up of home, with a photo at each."""
    spots = [Spot(HOME.latitude, HOME.longitude).moved(*place) for place in places]
    waypoints = tuple(Waypoint(spot, speed) for spot in spots)
    exposures = tuple(Exposure(float(number)) for number in range(len(spots))) if photos else ()
    return Path(waypoints=waypoints, exposures=exposures)


SQUARE = path((50, 50, 40), (150, 50, 40), (150, 150, 60), (50, 150, 60))
metres = st.floats(-1500, 1500)
paths = st.builds(
    lambda places, speed: path(*places, speed=speed),
    st.lists(st.tuples(metres, metres, st.floats(2, 400)), min_size=2, max_size=8),
    st.floats(1, FASTEST),
)
events = st.lists(st.tuples(st.floats(0, 4000), st.sampled_from(Event)), max_size=6).map(
    lambda found: sorted(found, key=lambda one: one[0])
)
courses = st.builds(
    lambda path, altitude, climbs, battery, events: fly(
        Plan(path=path, home=HOME, rth_altitude=altitude, climbs_first=climbs), 0.0, battery, events
    ),
    paths,
    st.floats(20, 1500),
    st.booleans(),
    st.floats(20, 100),
    events,
)


@given(courses)
@settings(max_examples=200)
def test_every_course_is_physical(course: Course) -> None:
    """Legs join in time, place and battery; speeds are bounded; the battery never rises and never falls below zero;
    phases follow each other legally; the aircraft ends at home (D71).
    """
    assert course.legs[0].phase is Phase.PREPARING
    assert course.legs[-1].phase is Phase.LANDING
    assert course.legs[-1].finish.distance(HOME) < 0.01
    for leg, after in pairwise(course.legs):
        assert leg.end == after.begin
        assert leg.begin <= leg.end
        assert leg.finish.distance(after.start) < 0.01
        assert abs(leg.battery_at(leg.end) - after.battery) < 1e-6
        assert after.phase is leg.phase or after.phase in FOLLOWED_BY[leg.phase], (leg.phase, after.phase)
    for leg in course.legs:
        assert leg.start.distance(leg.finish) <= (FASTEST + 0.01) * (leg.end - leg.begin) + 0.01
        assert leg.battery_at(leg.end) >= -1e-6
    moments = [moment for moment, _ in course.track(course.end)]
    assert moments == sorted(set(moments))


@given(paths, st.floats(20, 100), events, st.floats(0, 4000))
def test_what_happens_later_does_not_change_what_was_flown(
    path: Path, battery: float, events: list[tuple[float, Event]], moment: float
) -> None:
    """The position at a moment follows from the events until then."""
    plan = Plan(path=path, home=HOME)
    known = [event for event in events if event[0] <= moment]
    whole, part = fly(plan, 0.0, battery, events), fly(plan, 0.0, battery, known)
    if moment < min(part.end, *(at for at, _ in events if at > moment), float("inf")):
        assert part.at(moment) == whole.at(moment)
        assert list(part.track(moment)) == list(whole.track(moment))


@given(courses)
def test_photos_are_taken_where_the_aircraft_is(course: Course) -> None:
    """In the order of the route, each once, and all of a finished one."""
    assert [photo.moment for photo in course.photos] == sorted(photo.moment for photo in course.photos)
    assert len(course.photos) <= len(course.plan.path.exposures)
    if course.finished:
        assert len(course.photos) == len(course.plan.path.exposures)
    for photo in course.photos:
        assert course.leg(photo.moment).at(photo.moment).distance(photo.spot) < 0.5

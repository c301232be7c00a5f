"""Route files: what is written is read again, and what is not a route is refused with the reason."""

from __future__ import annotations

import io
import itertools
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.emulator.flighthub.organization.geo import Spot
from meshwright.emulator.flighthub.organization.kmz import TEMPLATE, WAYLINES, BadRoute
from meshwright.emulator.flighthub.organization.routes import survey
from meshwright.emulator.flighthub.organization.wpml import Exposure, Path, Waypoint, read_route
from meshwright.emulator.flighthub.organization.wpml_writer import write_route

SURVEY = survey(Spot(47.164, 9.513))
CONTENT = write_route(SURVEY)
numbers = st.integers(-800_000_000, 800_000_000).map(lambda value: value / 1e7)
waypoints = st.builds(
    Waypoint,
    st.builds(Spot, numbers, numbers, st.integers(-100, 4000).map(lambda value: value / 4)),
    st.integers(1, 50).map(lambda value: value / 2),
)
paths = st.lists(waypoints, min_size=1, max_size=6).flatmap(
    lambda found: st.builds(
        Path,
        waypoints=st.just(tuple(found)),
        exposures=st.lists(
            st.builds(Exposure, st.integers(0, len(found) - 1).map(float), st.integers(-120, 60).map(float)), max_size=5
        ).map(lambda shots: tuple(sorted(shots, key=lambda shot: shot.at))),
        templates=st.sampled_from([("waypoint",), ("mapping_2d",), ("mapping_3d",)]),
        absolute=st.booleans(),
        drone=st.tuples(st.integers(0, 200), st.integers(0, 5)),
        payload=st.tuples(st.integers(0, 200), st.integers(0, 5)),
        transit_speed=st.integers(1, 25).map(float),
        security_height=st.integers(2, 200).map(float),
    )
)


def kmz(waylines: bytes | str, name: str = WAYLINES, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, waylines)
    return out.getvalue()


def folder(content: str, head: str = "") -> bytes:
    """Return a KMZ whose waylines have one folder."""
    return kmz(f'{head}<kml xmlns:wpml="http://www.dji.com/wpmz/1.0.2"><Folder>{content}</Folder></kml>')


def mark(longitude: float = 9.5, latitude: float = 47.1, height: str = "30", more: str = "") -> str:
    """Return a waypoint."""
    point = f"<Point><coordinates>{longitude},{latitude}</coordinates></Point>"
    return f"<Placemark>{point}<wpml:executeHeight>{height}</wpml:executeHeight>{more}</Placemark>"


def group(trigger: str, first: int, last: int, action: str = "takePhoto") -> str:
    """Return a group with one action."""
    return (
        f"<wpml:actionGroup><wpml:actionGroupStartIndex>{first}</wpml:actionGroupStartIndex>"
        f"<wpml:actionGroupEndIndex>{last}</wpml:actionGroupEndIndex><wpml:actionTrigger>{trigger}</wpml:actionTrigger>"
        f"<wpml:action><wpml:actionActuatorFunc>{action}</wpml:actionActuatorFunc></wpml:action></wpml:actionGroup>"
    )


@given(paths)
def test_a_written_route_is_read_as_it_was(path: Path) -> None:
    """Waypoints, photos, templates, devices and speeds survive."""
    assert read_route(write_route(path)) == path


def test_the_same_route_gives_the_same_file() -> None:
    """Both files of DJI's layout are in it."""
    write_route.cache_clear()
    assert write_route(SURVEY) == CONTENT
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as archive:
        assert archive.namelist() == [TEMPLATE, WAYLINES]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a KMZ, which is a zip"),
        (b"<kml/>", "not a KMZ, which is a zip"),
        (kmz("<kml/>", TEMPLATE), f"has no {WAYLINES}; it holds {TEMPLATE}"),
        (kmz("<kml/>"), "has no waypoint"),
        (kmz("no XML"), "is not XML"),
        (kmz(b"\xff\xfe\x00"), "is not XML"),
        (kmz("<kml/>", method=zipfile.ZIP_LZMA), "packed with a method"),
        (folder("<Placemark/>"), "no Point with coordinates"),
        (folder(mark(latitude=91)), "not on the globe"),
        (folder(mark(latitude=float("nan"))), "not on the globe"),
        (folder(mark(height="high")), "executeHeight is 'high', not a number"),
        (folder(mark(height="")), "executeHeight is ''"),
        (folder(mark(more="<wpml:waypointSpeed>99</wpml:waypointSpeed>")), "waypointSpeed is '99'"),
        (folder(mark(more=group("", 0, 3))), "ends at waypoint 3 of 1"),
        (folder(mark(), '<!DOCTYPE k [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'), "declares a document type"),
        (kmz('<!DOCTYPE k SYSTEM "file:///etc/passwd"><kml/>'.encode("utf-16")), "declares a document type"),
        (kmz(b"<kml>" + b" " * 20 * 2**20 + b"</kml>"), "is larger than"),
        (kmz("<a>" * 100), "nested more than"),
        (kmz("<kml>" + "<a/>" * 500_000 + "</kml>"), "elements"),
    ],
    ids=itertools.count(),
)
def test_what_is_not_a_route_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    """Hostile files too: bombs of zips, of entities, of depth and of elements (D73)."""
    with pytest.raises(BadRoute) as caught:
        read_route(content)
    assert reason in str(caught.value)


@given(st.integers(0, len(CONTENT) - 1), st.binary(max_size=6))
@settings(max_examples=150)
def test_a_damaged_file_is_a_route_or_refused(at: int, bytes_: bytes) -> None:
    """No other error leaves the reader."""
    with suppress(BadRoute):
        assert read_route(CONTENT[:at] + bytes_ + CONTENT[at + len(bytes_) :]).waypoints


def test_photos_at_equal_distances_and_times() -> None:
    """A route with multipleDistance or multipleTiming takes one at its first waypoint and after every interval."""
    places = [Spot(47.1, 9.5).moved(0, north) for north in (0, 100, 200)]

    def shots(kind: str, parameter: float, speed: str = "") -> list[float]:
        trigger = (
            f"<wpml:actionTriggerType>{kind}</wpml:actionTriggerType>"
            f"<wpml:actionTriggerParam>{parameter}</wpml:actionTriggerParam>"
        )
        marks = [mark(spot.longitude, spot.latitude, more=speed) for spot in places]
        marks[0] = mark(places[0].longitude, places[0].latitude, more=speed + group(trigger, 0, 2))
        return [shot.at for shot in read_route(folder("".join(marks))).exposures]

    assert shots("multipleDistance", 45) == pytest.approx([0, 0.45, 0.9, 1.35, 1.8], abs=0.01)
    slow = "<wpml:waypointSpeed>5</wpml:waypointSpeed>"
    assert shots("multipleTiming", 11, slow) == pytest.approx([0, 0.55, 1.1, 1.65], abs=0.01)
    with pytest.raises(BadRoute, match="more than 1000 photos"):
        shots("multipleDistance", 0.1)

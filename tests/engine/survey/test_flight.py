"""Which photos of a flight are used, and how high they were taken, if they do not agree or have no height."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from helpers.engine import survey_samples as samples
from meshwright.engine.survey.flight import ASSUMED_HEIGHT, Flight, flight_of
from meshwright.engine.survey.photos import Photo, read_photo


def _photo(east: float, north: float, **said: Any) -> Photo:
    latitude, longitude = (float(value) for value in samples.PLACE.degrees(np.array(east), np.array(north)))
    photo = Photo(path=Path(f"{east}{north}"), width=400, height=300, latitude=latitude, longitude=longitude)
    return evolve(photo, **({"focal": 300.0, "heading": 0.0, "above_start": 40.0} | said))


def _grid(**said: Any) -> list[Photo]:
    return [_photo(10.0 * column, 10.0 * row, **said) for row in range(3) for column in range(3)]


def _flight(photos: list[Photo]) -> Flight:
    flight = flight_of(photos)
    assert flight is not None
    return flight


def test_photos_of_one_height_need_no_note() -> None:
    """Places are metres around the middle; the ground lies that much below."""
    flight = _flight(_grid(altitude=90.0))
    assert flight.notes == ()
    assert {round(shot.east, 3) for shot in flight.shots} == {-10.0, 0.0, 10.0}
    assert {shot.above for shot in flight.shots} == {40.0}
    assert flight.place.height == pytest.approx(50.0)


def test_one_wrong_position_does_not_stretch_the_map() -> None:
    """A photo from another continent is left out, with a note."""
    flight = _flight([*_grid(), evolve(_photo(0, 0), latitude=-40.0, longitude=10.0)])
    assert len(flight.shots) == 9
    assert "1 photos with a position far from all others were left out." in flight.notes


def test_two_near_sites_are_both_kept() -> None:
    """Two halves of a flight a few hundred metres apart are not an error."""
    assert len(_flight([*_grid(), *(_photo(400.0 + 10 * step, 0.0) for step in range(9))]).shots) == 18


def test_photos_without_a_place_or_from_the_ground_are_left_out() -> None:
    """Each with its own note."""
    unplaced = evolve(_photo(0, 0), latitude=None, longitude=None)
    flight = _flight([*_grid(), unplaced, _photo(1.0, 2.0, above_start=0.5)])
    assert len(flight.shots) == 9
    assert len(flight.notes) == 2


def test_sideways_photos_are_left_out_unless_all_are() -> None:
    """A map needs photos straight down; without any it is made of the others, with a note."""
    mixed = _flight([*_grid(pitch=-90.0), _photo(5.0, 5.0, pitch=-20.0)]).nadir
    assert len(mixed.shots) == 9
    only = _flight(_grid(pitch=-20.0)).nadir
    assert len(only.shots) == 9
    assert only.notes[-1].startswith("All photos look sideways")


def test_the_date_line_is_no_border() -> None:
    """Photos on both sides of it are next to each other."""
    photos = [evolve(_photo(0, 0), longitude=longitude) for longitude in (179.9999, -179.9999, 180.0)]
    assert max(abs(shot.east) for shot in _flight(photos).shots) < 20


def test_height_is_measured_by_overlap(tmp_path: Path) -> None:
    """Without a word of the camera, within two metres of the truth, by how far the ground moved between photos."""
    survey = samples.fly(tmp_path, samples.grid(1, 4, 8.0), (240, 180), with_xmp=False)
    photos = [photo for path in survey.photos if (photo := read_photo(path))]
    flight = _flight(photos)
    assert [shot.above for shot in flight.shots] == pytest.approx([samples.FLYING] * 4, abs=2.0)
    assert flight.place.height == pytest.approx(samples.PLACE.height, abs=2.0)
    assert any("was measured by the overlap" in note for note in flight.notes)


def test_height_is_assumed_where_nothing_tells() -> None:
    """Photos that cannot be compared give a round number and a note."""
    flight = _flight(_grid(above_start=None))
    assert {shot.above for shot in flight.shots} == {ASSUMED_HEIGHT}
    assert any("were assumed" in note for note in flight.notes)


def test_photos_that_do_not_overlap_are_counted() -> None:
    """Kilometres between photos of 50 m of ground."""
    assert _flight([_photo(1000.0 * step, 0.0) for step in range(3)]).alone == 3
    assert _flight(_grid()).alone == 0


def test_no_place_no_flight() -> None:
    """The caller shows a contact sheet then."""
    assert flight_of([evolve(_photo(0, 0), latitude=None, longitude=None)]) is None


def test_resolution_is_height_over_focal_length() -> None:
    """The metres of a pixel, and how far the corners see."""
    shot = _flight(_grid()).shots[0]
    assert shot.resolution == pytest.approx(40 / 300)
    assert shot.reach == pytest.approx(math.hypot(400, 300) / 2 * 40 / 300)

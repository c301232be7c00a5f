"""The measured surface: heights, colours and their smoothing, from cameras that are known."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.engine import survey_samples as samples
from meshwright.engine.survey.cameras import Camera
from meshwright.engine.survey.grid import Grid
from meshwright.engine.survey.orthophoto import colours_of
from meshwright.engine.survey.photos import read_photo
from meshwright.engine.survey.smoothing import smooth_choice
from meshwright.engine.survey.sparse import NotPossible
from meshwright.engine.survey.sweep import heights_of


def _cameras(survey: samples.Survey) -> list[Camera]:
    """Return the true cameras of views straight down: right is east, down is south, forward is down."""
    turned = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])
    cameras = []
    for path, view in zip(survey.photos, survey.views, strict=True):
        photo = read_photo(path)
        assert photo is not None
        centre = np.array([view.eye[0], -view.eye[2], view.eye[1]])
        cameras.append(
            Camera(
                photo=photo,
                rotation=turned,
                translation=-turned @ centre,
                focal=survey.focal,
                middle=(photo.width / 2, photo.height / 2),
                distortion=0.0,
            )
        )
    return cameras


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> samples.Survey:
    """Nine photos straight down, sharp enough to measure in."""
    return samples.fly(tmp_path_factory.mktemp("flown"), samples.grid(3, 3, 6.0), (400, 300))


@pytest.fixture(scope="module")
def measured(flown: samples.Survey) -> tuple[Grid, np.ndarray, np.ndarray, np.ndarray]:
    """Heights of the middle of the scene, the truth, and where three photos saw it."""
    grid = Grid.over(np.array([-12.0, -12]), np.array([12.0, 12]), 0.25, 100_000, samples.PLACE)
    truth = samples.heights_from_above(grid.east, grid.northing)
    random = np.random.default_rng(2)
    rows, columns = random.integers(0, grid.rows, 400), random.integers(0, grid.columns, 400)
    points = np.stack([grid.east[columns], grid.northing[rows], truth[rows, columns]], 1)
    heights, seen = heights_of(grid, points, _cameras(flown), lambda _: None)
    return grid, heights, truth, seen


def test_heights_are_measured(measured: tuple[Grid, np.ndarray, np.ndarray, np.ndarray]) -> None:
    """Half of the cells within 8 cm, nine tenths within 40 cm, at 11 cm of ground per pixel."""
    _, heights, truth, seen = measured
    error = np.abs(heights - truth)[seen]
    assert seen.mean() > 0.8
    assert np.median(error) < 0.08
    assert np.percentile(error, 90) < 0.40


def test_roofs_hide_what_lies_behind(
    measured: tuple[Grid, np.ndarray, np.ndarray, np.ndarray], flown: samples.Survey
) -> None:
    """The colours of the true surface are those of the scene seen from straight above."""
    grid, _, truth, _ = measured
    colours, shown = colours_of(grid, truth, _cameras(flown))
    assert shown.mean() > 0.99
    expected = samples.colours_from_above(grid.east, grid.northing)
    error = np.abs(colours.astype(float) - expected).mean(-1)
    assert np.median(error) < 12
    assert np.percentile(error, 90) < 40


def test_too_few_photos_measure_nothing(flown: samples.Survey) -> None:
    """Two views cannot be distinguished from chance."""
    grid = Grid.over(np.array([-5.0, -5]), np.array([5.0, 5]), 1.0, 1000, None)
    points = np.random.default_rng(0).uniform(-5, 5, (50, 3))
    with pytest.raises(NotPossible, match="only 2 photos look down"):
        heights_of(grid, points, _cameras(flown)[:2], lambda _: None)


def test_points_in_a_line_carry_no_surface(flown: samples.Survey) -> None:
    """A sentence, not a library's error."""
    grid = Grid.over(np.array([-5.0, -5]), np.array([5.0, 5]), 1.0, 1000, None)
    line = np.repeat(np.linspace(-5, 5, 50)[:, None], 3, axis=1)
    with pytest.raises(NotPossible, match="in one line"):
        heights_of(grid, line, _cameras(flown), lambda _: None)


def test_smoothing_keeps_steps_and_drops_specks() -> None:
    """A step of ten levels stays where it is; cells of nothing but noise follow their neighbours."""
    random = np.random.default_rng(5)
    truth = np.where(np.arange(40) < 20, 5, 15)[None].repeat(30, 0)
    costs = np.abs(np.arange(24)[:, None, None] - truth).clip(0, 3) / 3 + random.normal(0, 0.05, (24, 30, 40))
    specks = random.random((30, 40)) < 0.1
    costs[:, specks] = random.uniform(0.4, 0.6, (24, int(specks.sum())))
    chosen = smooth_choice(costs.astype(np.float32), lambda _: None)
    assert (np.abs(chosen - truth) <= 1).mean() > 0.99


def test_a_camera_sees_what_lies_before_it(flown: samples.Survey) -> None:
    """The point below is in the middle of the picture; points behind and beside are not in it."""
    camera = _cameras(flown)[4]
    east, north, up = camera.centre
    column, row, inside = camera.project(
        np.array([east, east, east + 99]), np.array([north] * 3), np.array([0, up + 5, 0])
    )
    assert (column[0], row[0]) == pytest.approx((199.5, 149.5))
    assert inside.tolist() == [True, False, False]
    assert camera.looks_down


def test_cropping_keeps_places() -> None:
    """A part of a grid has the middles of the whole's cells."""
    grid = Grid(west=-3.0, north=7.0, step=0.5, rows=20, columns=30)
    part = grid.cropped(slice(4, 9), slice(10, 30))
    assert part.east == pytest.approx(grid.east[10:30])
    assert part.northing == pytest.approx(grid.northing[4:9])
    column, row = part.cell(part.east[3:4], part.northing[2:3])
    assert (column[0], row[0]) == pytest.approx((3.0, 2.0))

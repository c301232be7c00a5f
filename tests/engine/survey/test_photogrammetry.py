"""The measured survey: with pycolmap as near the truth as documented, without it a flat map and a note."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers.engine import survey_samples as samples
from meshwright.engine.survey import survey
from meshwright.engine.survey.flight import flight_of
from meshwright.engine.survey.photogrammetry import reconstruct
from meshwright.engine.survey.photos import Photo, read_photo
from meshwright.engine.survey.sparse import NotPossible, sparse_of


def _photos(survey: samples.Survey) -> list[Photo]:
    return [photo for path in survey.photos if (photo := read_photo(path))]


@pytest.fixture
def broken_colmap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of that name that can do nothing."""
    module = ModuleType("pycolmap")
    module.__spec__ = ModuleSpec("pycolmap", None)
    monkeypatch.setitem(sys.modules, "pycolmap", module)


@pytest.fixture
def no_colmap(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setattr("meshwright.engine.survey.sparse.is_installed", lambda: False)
    monkeypatch.setattr("meshwright.engine.survey.surveying.is_installed", lambda: False)


def test_without_the_extra_the_map_is_flat(tmp_path: Path, no_colmap: None) -> None:
    """A note gives the reason if photogrammetry was requested; else it is not tried."""
    flown = samples.fly(tmp_path / "photos", samples.grid(2, 3, 8.0), (120, 90))
    asked = survey(flown.photos, tmp_path / "asked", "2d", {}, method="photogrammetry")
    assert any("pycolmap is not installed" in note for note in asked.notes)
    default = survey(flown.photos, tmp_path / "default", "2d", {})
    assert not any("pycolmap" in note for note in default.notes)
    assert set(asked.files) == set(default.files) == {"orthophoto.tif", "preview.jpg", "README.txt", "report.json"}


def test_whatever_colmap_raises_leads_to_the_flat_map(tmp_path: Path, broken_colmap: None) -> None:
    """The note names the error, the job succeeds."""
    flown = samples.fly(tmp_path / "photos", samples.grid(2, 3, 8.0), (120, 90))
    result = survey(flown.photos, tmp_path / "out", "2d", {})
    assert any("COLMAP gave up (AttributeError" in note for note in result.notes)
    assert "orthophoto.tif" in result.files


@pytest.mark.parametrize(
    ("rows", "columns", "sentence"), [(1, 3, "5 to 250 photos with GPS are needed"), (1, 6, "were taken in one line")]
)
def test_flights_that_cannot_be_measured_are_told_apart(
    tmp_path: Path, broken_colmap: None, rows: int, columns: int, sentence: str
) -> None:
    """Too few photos, or all in one line: known before any work."""
    flown = samples.fly(tmp_path, samples.grid(rows, columns, 8.0), (60, 45), gps_error=0.0)
    flight = flight_of(_photos(flown))
    assert flight is not None
    with pytest.raises(NotPossible, match=sentence):
        sparse_of(flight, lambda _: None)


def test_cameras_and_heights_are_near_the_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With GPS errors of 5 cm: cameras within 15 cm, half of the heights too, at 6 cm of ground per pixel."""
    pytest.importorskip("pycolmap")
    flown = samples.fly(tmp_path, [*samples.grid(4, 3, 8.0), *samples.circle(3)], (800, 600))
    flight = flight_of(_photos(flown))
    assert flight is not None
    sparse = sparse_of(flight, lambda _: None)
    aside = samples.PLACE.metres(np.array(flight.place.latitude), np.array(flight.place.longitude))
    higher = flight.place.height - samples.PLACE.height
    truth = {path: view.eye for path, view in zip(flown.photos, flown.views, strict=True)}
    errors = []
    for camera in sparse.cameras:
        east, up, south = truth[camera.photo.path]
        errors.append(np.linalg.norm(camera.centre - [east - aside[0], -south - aside[1], up - higher]))
    assert len(errors) >= 12, "all that look straight down"
    assert max(errors) < 0.15
    monkeypatch.setattr("meshwright.engine.survey.photogrammetry.sparse_of", lambda *_: sparse)
    terrain = reconstruct(flight, 1_000_000, lambda _: None)
    true = samples.heights_from_above(terrain.grid.east + aside[0], terrain.grid.northing + aside[1])
    error = np.abs(terrain.heights + higher - true)[terrain.covered]
    assert np.median(error) < 0.15
    assert np.percentile(error, 90) < 0.60

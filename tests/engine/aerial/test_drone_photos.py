"""Photos of the synthetic terrain: they show it, and their metadata is that of a drone."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from attrs import evolve
from meshwright.engine.aerial import scenery
from meshwright.engine.aerial.camera import SIZE, Shot, focal, render
from meshwright.engine.mesh import Floats
from meshwright.engine.survey.geodesy import Place
from meshwright.engine.survey.photos import read_photo
from meshwright.engine.tasks import drone_photos
from PIL import Image

SITE = Place(-33.5, 151.0, 460.0)
SHOT = Shot(
    name="DJI_0001.jpeg",
    latitude=-33.4998,
    longitude=151.0003,
    height=520.0,
    above=60.0,
    yaw=30.0,
    pitch=-90.0,
    taken="2026:11:30 09:00:00",
)
DRONE = "{http://www.dji.com/drone-dji/1.0/}"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("photos"), SHOT) / SHOT.name


def made(folder: Path, *shots: Shot) -> Path:
    site = {"latitude": SITE.latitude, "longitude": SITE.longitude, "height": SITE.height}
    request: dict[str, Any] = {"site": site, "shots": [_json(shot) for shot in shots]}
    found = drone_photos.make([], request, folder)
    assert found.files["photos"] == [shot.name for shot in shots]
    return folder


def _json(shot: Shot) -> dict[str, Any]:
    return {name: getattr(shot, name) for name in Shot.__annotations__}


def test_a_survey_reads_what_was_written(photo: Path) -> None:
    """Place, heights, direction and focal length."""
    found = read_photo(photo)
    assert found is not None
    assert (found.width, found.height) == SIZE
    assert found.latitude == pytest.approx(SHOT.latitude, abs=1e-8)
    assert found.longitude == pytest.approx(SHOT.longitude, abs=1e-8)
    assert (found.altitude, found.above_start) == (520.0, 60.0)
    assert (found.heading, found.pitch) == (30.0, -90.0)
    assert found.focal == pytest.approx(focal())


def test_metadata_as_a_drone_writes_it(photo: Path) -> None:
    """EXIF with make, date and focal length; XMP that is XML with DJI's tags; both name the emulator."""
    with Image.open(photo) as image:
        exif, xmp = image.getexif(), image.info["xmp"]
        assert exif[0x010F] == "DJI"
        assert exif[0x0110] == "EMULATED"
        assert exif.get_ifd(0x8769)[0x9003] == SHOT.taken
        assert float(exif.get_ifd(0x8769)[0x920A]) == pytest.approx(6.72)
        assert exif.get_ifd(0x8825)[1] == "S"
    described = next(ElementTree.fromstring(xmp).iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"))
    assert described.attrib[f"{DRONE}AbsoluteAltitude"] == "+520.000"
    assert described.attrib[f"{DRONE}RelativeAltitude"] == "+60.000"
    assert described.attrib[f"{DRONE}GimbalYawDegree"] == "+30.00"
    assert float(described.attrib[f"{DRONE}GpsLatitude"]) == pytest.approx(SHOT.latitude)


def test_the_same_shot_gives_the_same_bytes(photo: Path, tmp_path: Path) -> None:
    """Its preview is smaller and shows the same."""
    again = made(tmp_path, SHOT) / SHOT.name
    assert again.read_bytes() == photo.read_bytes()
    with Image.open(photo) as whole, Image.open(photo.with_name(f"preview-{photo.name}")) as small:
        assert max(small.size) == drone_photos.PREVIEW
        reduced = np.asarray(whole.resize(small.size, Image.Resampling.BOX), np.float64)
        assert np.abs(reduced - np.asarray(small, np.float64)).mean() < 6


def test_the_middle_of_a_photo_shows_what_lies_below() -> None:
    """The colours along the axis of a turned camera are those of the ground, moved by its height at most."""
    picture = render(evolve(SHOT, yaw=90.0), SITE).astype(np.float64)
    east, north = SITE.metres(np.array(SHOT.latitude), np.array(SHOT.longitude)).tolist()
    steps = np.arange(-120, 120)
    ahead = east + (-steps.astype(np.float64) - 0.5) * 60.0 / focal()  # the top of the picture points east
    ground = scenery.heights(ahead.astype(np.float32), np.full(len(steps), north, np.float32))
    ahead = east + (ahead - east) * (60 - ground) / 60
    true = scenery.colours(ahead.astype(np.float32), np.full(len(steps), north, np.float32))
    column = picture[SIZE[1] // 2 + steps, SIZE[0] // 2 - 1 : SIZE[0] // 2 + 1].mean(1)
    assert _likeness(column.mean(-1), true.mean(-1).astype(np.float64)) > 0.95


def test_a_level_camera_sees_the_sky_above_the_horizon() -> None:
    """No ray that rises meets the ground."""
    picture = render(evolve(SHOT, pitch=0.0), SITE)
    top, bottom = picture[:50].reshape(-1, 3).mean(0), picture[-50:].reshape(-1, 3).mean(0)
    assert top[2] > top[0] > 150
    assert bottom[2] < bottom[1]


def test_the_hills_are_low() -> None:
    """Maps of flat ground stay near the truth."""
    side = np.linspace(-500, 500, 400, dtype=np.float32)
    heights = scenery.heights(*np.meshgrid(side, side))
    assert np.abs(heights).max() <= scenery.HIGHEST
    assert heights.std() > 0.5


def _likeness(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])

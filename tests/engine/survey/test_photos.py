"""Metadata of photos is read if it is plausible, and ignored if it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine import survey_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meshwright.engine.survey.geodesy import Place
from meshwright.engine.survey.photos import load, read_photo
from PIL import Image


def _photo(path: Path, exif: Image.Exif | None = None, xmp: bytes = b"", size: tuple[int, int] = (64, 48)) -> Path:
    Image.new("RGB", size, (90, 120, 80)).save(path, "JPEG", exif=Image.Exif() if exif is None else exif, xmp=xmp)
    return path


def _gps(**tags: Any) -> Image.Exif:
    numbers = {"latitude_ref": 1, "latitude": 2, "longitude_ref": 3, "longitude": 4, "below": 5, "altitude": 6}
    exif = Image.Exif()
    for name, value in tags.items():
        exif.get_ifd(0x8825)[numbers[name]] = value
    return exif


def test_a_drone_photo_says_all(tmp_path: Path) -> None:
    """Place, altitude, height, heading, pitch and focal length come back as they were written."""
    exif = samples.exif(np.array([10.0, 30.0, -20.0]), 240.0, (320, 240))
    path = _photo(tmp_path / "a.jpg", exif, samples.xmp(above=30.25, heading=-12.5, pitch=-89.9), (320, 240))
    photo = read_photo(path)
    assert photo is not None
    assert (photo.width, photo.height) == (320, 240)
    assert photo.latitude is not None
    assert photo.longitude is not None
    place = samples.PLACE.metres(np.array(photo.latitude), np.array(photo.longitude))
    assert place == pytest.approx([10.0, 20.0], abs=1e-3)
    assert photo.altitude == pytest.approx(80.0)
    assert (photo.above_start, photo.heading, photo.pitch) == (30.25, -12.5, -89.9)
    assert photo.focal == pytest.approx(240.0, rel=0.02)


def test_south_west_and_below_the_sea_are_negative(tmp_path: Path) -> None:
    """The letters and the flag turn the signs."""
    exif = _gps(latitude_ref="S", latitude=(33.0, 30.0, 0.0), longitude_ref="W", longitude=(18.0, 15.0, 36.0))
    exif.get_ifd(0x8825)[5], exif.get_ifd(0x8825)[6] = b"\1", 7.5
    photo = read_photo(_photo(tmp_path / "a.jpg", exif))
    assert photo is not None
    assert (photo.latitude, photo.longitude) == pytest.approx((-33.5, -18.26))
    assert photo.altitude == -7.5


def test_xmp_may_be_elements(tmp_path: Path) -> None:
    """Older cameras write elements in place of attributes."""
    xmp = b"<drone-dji:RelativeAltitude>+41.5</drone-dji:RelativeAltitude><drone-dji:GimbalYawDegree>x</...>"
    photo = read_photo(_photo(tmp_path / "a.jpg", xmp=xmp))
    assert photo is not None
    assert photo.above_start == 41.5
    assert photo.heading is None


@pytest.mark.parametrize(
    "exif",
    [
        _gps(latitude=(0.0, 0.0, 0.0), longitude=(0.0, 0.0, 0.0)),
        _gps(latitude=(91.0, 0.0, 0.0), longitude=(10.0, 0.0, 0.0)),
        _gps(latitude=(89.99, 0.0, 0.0), longitude=(10.0, 0.0, 0.0)),
        _gps(latitude=(10.0, 0.0, 0.0)),
        _gps(latitude=(10.0, 0.0, 0.0), longitude=(181.0, 0.0, 0.0)),
        _gps(latitude=10.0, longitude=20.0),
    ],
    ids=["no fix", "beyond the pole", "at the pole", "half", "beyond the date line", "no angle"],
)
def test_impossible_places_are_none(tmp_path: Path, exif: Image.Exif) -> None:
    """A photo with an impossible place has none; it stays a photo."""
    photo = read_photo(_photo(tmp_path / "a.jpg", exif))
    assert photo is not None
    assert not photo.is_located


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=120), at=st.integers(0, 400), xmp=st.binary(max_size=60))
def test_damaged_metadata_never_raise(tmp_path: Path, data: bytes, at: int, xmp: bytes) -> None:
    """Any bytes in a header give a photo or none."""
    exif = samples.exif(np.zeros(3), 240.0, (320, 240))
    whole = bytearray(_photo(tmp_path / "a.jpg", exif, b"drone-dji:RelativeAltitude=" + xmp).read_bytes())
    whole[at : at + len(data)] = data
    path = tmp_path / "b.jpg"
    path.write_bytes(whole)
    photo = read_photo(path)
    if photo is not None:
        assert photo.latitude is None or abs(photo.latitude) <= 90
        pixels = load(photo, 0.5)
        assert pixels is None or pixels.shape[2] == 3


def test_truncated_pixels_are_none(tmp_path: Path) -> None:
    """The header is whole, the picture is not."""
    path = tmp_path / "a.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:4000])
    photo = read_photo(path)
    assert photo is not None
    assert load(photo, 1.0) is None


def test_sixteen_bits_span_black_to_white(tmp_path: Path) -> None:
    """What thermal cameras write is not cut at 255."""
    path = tmp_path / "a.tif"
    Image.fromarray(np.linspace(3000, 4000, 64 * 48).reshape(48, 64).astype(np.uint16)).save(path)
    photo = read_photo(path)
    assert photo is not None
    pixels = load(photo, 1.0)
    assert pixels is not None
    assert pixels.min() == 0
    assert pixels.max() == 255
    assert 120 < np.median(pixels) < 135


def test_pictures_of_several_frames_are_photos(tmp_path: Path) -> None:
    """DJI puts a preview behind the photo: then the file is an MPO."""
    path = tmp_path / "a.jpg"
    frame = Image.new("RGB", (64, 48), (90, 120, 80))
    exif = samples.exif(np.array([0.0, 30.0, 0.0]), 60.0, (64, 48))
    frame.save(path, "MPO", save_all=True, append_images=[frame], exif=exif)
    photo = read_photo(path)
    assert photo is not None
    assert photo.is_located
    assert load(photo, 1.0) is not None


@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-180, 180),
    east=st.floats(-2000, 2000),
    north=st.floats(-2000, 2000),
)
def test_metres_and_degrees_are_each_others_way_back(
    latitude: float, longitude: float, east: float, north: float
) -> None:
    """Also over the date line."""
    place = Place(latitude, longitude)
    there = place.degrees(np.array(east), np.array(north))
    assert place.metres(there[0], (there[1] + 180) % 360 - 180) == pytest.approx([east, north], abs=1e-5)


def test_utm_and_globe_agree_with_known_values() -> None:
    """Values of PROJ 9 for Cape Town, in zone 34 south, and for the globe."""
    place = Place(-33.9, 18.4, 12.0)
    assert place.utm_code == 32734
    assert place.utm(np.array([[0.0, 0, 5]]))[0] == pytest.approx([259583.2217, 6245888.0454, 17.0], abs=1e-3)
    assert place.on_globe()[:3, 3] == pytest.approx([5028533.2374, 1672770.3664, -3537252.0408], abs=1e-3)


@pytest.mark.parametrize(("name", "bits"), [("a.png", 8), ("a.png", 16), ("a.tif", 8), ("a.tif", 16), ("a.jpg", 8)])
def test_photos_come_upright_where_that_is_asked(tmp_path: Path, name: str, bits: int) -> None:
    """A photo that its camera turned by a quarter is turned back, grey 16-bit ones of thermal cameras too."""
    upright = np.full((48, 64), 4000, np.uint16)
    upright[:8, :32] = 3000
    stored = np.rot90(upright)
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(np.ascontiguousarray(stored if bits == 16 else stored // 16).astype(f"u{bits // 8}"))
    image.save(tmp_path / name, exif=exif)
    photo = read_photo(tmp_path / name)
    assert photo is not None
    seen = load(photo, 1.0, upright=True)
    assert seen is not None
    assert seen.shape == (48, 64, 3)
    assert seen[:6, :30].max() + 50 < seen[12:, 34:].min()

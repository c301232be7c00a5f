"""Any upload gives a useful result with a note, or one sentence why there is none."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine import survey_samples as samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.survey import Kind, survey
from meshwright.engine.survey.las import is_las, open_cloud
from meshwright.engine.survey.options import options_of
from meshwright.engine.survey.photos import read_photo
from PIL import Image

_HIGHER = np.array([0, 0, 50])
KINDS: tuple[Kind, ...] = ("2d", "3d", "3dgs", "lidar")


def _cut(path: Path) -> Path:
    """Cut a photo short: its header stays whole."""
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"\xff\xda") + 60])
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_photos_without_places_become_a_contact_sheet(tmp_path: Path, kind: Kind) -> None:
    """Every kind has a result, labelled as a contact sheet."""
    photos = [samples.photo(tmp_path / f"{n}.jpg", n, placed=False) for n in range(5)]
    result = survey(photos, tmp_path / "out", kind, {})
    assert any("contact sheet" in note for note in result.notes)
    assert all(path.stat().st_size for path in result.files.values())
    assert ("contact_sheet.jpg" in result.files) == (kind == "2d")
    assert "orthophoto.tif" not in result.files


@pytest.mark.parametrize("kind", KINDS)
def test_one_photo_is_laid_flat(tmp_path: Path, kind: Kind) -> None:
    """With a note."""
    result = survey([samples.photo(tmp_path / "a.jpg")], tmp_path / "out", kind, {}, method="mosaic")
    assert "There is only one photo: it was projected onto flat ground as it is." in result.notes


def test_mixed_files_sizes_and_places(tmp_path: Path) -> None:
    """Text, damaged, unplaced, far and differently sized photos: a map of the rest, and a note for each."""
    photos = [samples.photo(tmp_path / f"{n}.jpg", 5.0 * n) for n in range(4)]
    photos.append(samples.photo(tmp_path / "larger.jpg", 12.0, (160, 120)))
    photos.append(samples.photo(tmp_path / "far.jpg", 90_000.0))
    photos.append(samples.photo(tmp_path / "unplaced.jpg", placed=False))
    cut = _cut(samples.photo(tmp_path / "cut.jpg", 8.0))
    (tmp_path / "notes.jpg").write_text("no picture")
    result = survey([*photos, cut, tmp_path / "notes.jpg"], tmp_path / "out", "2d", {}, method="mosaic")
    said = " ".join(result.notes)
    for phrase in (
        "cannot be read as a picture",
        "far from all others",
        "without a GPS",
        "different sizes",
        "are damaged",
    ):
        assert phrase in said
    with Image.open(result.files["orthophoto.tif"]) as image:
        assert 50 < image.size[0] < 400


def test_photos_that_do_not_overlap_make_a_map_with_holes(tmp_path: Path) -> None:
    """The note counts them; the map stays within its cells."""
    photos = [samples.photo(tmp_path / f"{n}.jpg", 150.0 * n) for n in range(3)]
    result = survey(photos, tmp_path / "out", "2d", {}, method="mosaic")
    assert "3 of 3 photos do not overlap any other." in result.notes
    with Image.open(result.files["orthophoto.tif"]) as image:
        shown = np.asarray(image)[..., 3] > 0
    assert 0.1 < shown.mean() < 0.6


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "1 to 20,000 files; 0 were given"),
        ([b"not a picture"], "None of the 1 files is a picture"),
        ([b""], "None of the 1 files is a picture"),
        ([b"", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"], "None of the 2 files is .* one is a HEIC"),
        ([b"\xff\xd8\xff\xe0" + bytes(50)], "None of the 1 files is a picture"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_usable_is_refused(tmp_path: Path, files: list[bytes], sentence: str, kind: Kind) -> None:
    """One sentence, for every kind."""
    paths = []
    for number, data in enumerate(files):
        paths.append(tmp_path / f"{number}.jpg")
        paths[-1].write_bytes(data)
    with pytest.raises(EngineError, match=sentence):
        survey(paths, tmp_path / "out", kind, {})


def test_missing_files_and_unknown_kinds_are_refused(tmp_path: Path) -> None:
    """Neither is a crash."""
    with pytest.raises(EngineError, match="picture that can be read"):
        survey([tmp_path / "missing.jpg"], tmp_path, "2d", {})
    with pytest.raises(EngineError, match="'4d' was requested"):
        survey([samples.photo(tmp_path / "a.jpg")], tmp_path, "4d", {})  # type: ignore[arg-type]


def test_damaged_photos_only_are_refused(tmp_path: Path) -> None:
    """Headers alone make no map."""
    photos = [_cut(samples.photo(tmp_path / f"{n}.jpg", n)) for n in range(2)]
    with pytest.raises(EngineError, match="None of the 2 photos can be decoded"):
        survey(photos, tmp_path / "out", "2d", {}, method="mosaic")


def test_twenty_thousand_photos_are_read_once_and_drawn_by_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many names as the service takes; 500 are drawn. The limit itself is tried with links to a few files."""
    photos = [samples.photo(tmp_path / f"{n}.jpg", 3.0 * n, (32, 24)) for n in range(4)]
    read = dict.fromkeys(photos, 0)
    known = {path: read_photo(path) for path in photos}

    def counted(path: Path) -> Any:
        read[path] += 1
        return known[path]

    monkeypatch.setattr("meshwright.engine.survey.surveying.read_photo", counted)
    result = survey(photos * 5000, tmp_path / "out", "2d", {}, method="mosaic")
    assert set(read.values()) == {5000}
    assert "500 of 20000 photos were drawn, evenly chosen." in result.notes
    with pytest.raises(EngineError, match="20,001 were given"):
        survey([photos[0]] * 20_001, tmp_path / "out", "2d", {})


def test_las_files_become_one(tmp_path: Path) -> None:
    """Points and classes are kept; the name does not decide the format; other files are left out with a note."""
    points = np.random.default_rng(1).uniform(0, 100, (500, 3)).round(2)
    (tmp_path / "first.las").write_bytes(samples.las_file(points))
    (tmp_path / "second.bin").write_bytes(samples.las_file(points + _HIGHER, colours=True))
    files = [tmp_path / "first.las", tmp_path / "second.bin", samples.photo(tmp_path / "a.jpg")]
    result = survey(files, tmp_path / "out", "lidar", {})
    merged = next(iter(open_cloud(result.files["points.las"]).blocks()))
    assert merged.places == pytest.approx(np.concatenate([points, points + _HIGHER]), abs=1e-6)
    assert set(merged.kind.tolist()) == {2}
    assert merged.colours[:500].max() == 0
    assert merged.colours[500:, 0].min() == 65535
    assert "1 files that are not LAS were left out." in result.notes


def test_las_with_photos_asked_for_a_map_are_no_pictures(tmp_path: Path) -> None:
    """Only a LiDAR job reads them."""
    (tmp_path / "a.las").write_bytes(samples.las_file(np.zeros((3, 3))))
    result = survey(
        [tmp_path / "a.las", samples.photo(tmp_path / "a.jpg")], tmp_path / "out", "2d", {}, method="mosaic"
    )
    assert "1 files that cannot be read as a picture (JPEG, PNG or TIFF) were left out." in result.notes


def _changed(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


_LAS = samples.las_file(np.array([[0.0, 0, 0], [1, 2, 3]]))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (_LAS[:100], "ends within its header"),
        (_LAS[:-5], "is truncated"),
        (_changed(_LAS, 104, b"\x80"), "compressed"),
        (_changed(_LAS, 104, b"\x0b"), "no LAS version defines"),
        (_changed(_LAS, 105, b"\2\0"), "no LAS version defines"),
        (_changed(_LAS, 107, bytes(4)), "holds no points"),
        (_changed(_LAS, 107, b"\xff" * 4), "is truncated"),
        (_changed(_LAS, 131, struct.pack("<d", float("nan"))), "no usable scale"),
        (_changed(_LAS, 131, struct.pack("<d", 1e300)), "too far apart"),
    ],
)
def test_damaged_las_is_refused(tmp_path: Path, data: bytes, sentence: str) -> None:
    """Before anything is allocated for what it claims."""
    path = tmp_path / "a.las"
    path.write_bytes(data)
    other = tmp_path / "b.las"
    other.write_bytes(_LAS)
    with pytest.raises(EngineError, match=sentence):
        survey([path, other], tmp_path / "out", "lidar", {})


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=20), at=st.integers(4, 260))
def test_las_of_any_bytes_ends_in_a_sentence_or_in_points(tmp_path: Path, data: bytes, at: int) -> None:
    """No other error leaves the engine."""
    path = tmp_path / "a.las"
    path.write_bytes(_changed(_LAS, at, data))
    assert is_las(path)
    try:
        result = survey([path], tmp_path / "out", "lidar", {})
    except EngineError:
        return
    assert open_cloud(result.files["points.las"]).count > 0


@given(
    st.dictionaries(
        st.text(max_size=80), st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.booleans())
    )
)
def test_any_parameters_are_accepted(parameters: dict[str, Any]) -> None:
    """They are open objects; what has no effect is named, within bounds."""
    options = options_of(parameters)
    assert options.cells > 0
    assert all(len(note) < 1000 for note in options.notes)

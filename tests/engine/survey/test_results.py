"""A survey without photogrammetry gives maps in the right place, and models, points and splats that readers read."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine import survey_samples as samples
from meshwright.engine.survey import Kind, SurveyResult, pack, survey
from meshwright.engine.survey.las import open_cloud
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile
from scipy import ndimage

_trimesh: Any = trimesh
KINDS: tuple[Kind, ...] = ("2d", "3d", "3dgs", "lidar")


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> samples.Survey:
    """Nine photos straight down, turned by 20 degrees, and one aslant."""
    views = [*samples.grid(3, 3, 8.0, heading=20.0), *samples.circle(1)]
    return samples.fly(tmp_path_factory.mktemp("flown"), views, (240, 180))


@pytest.fixture(scope="module")
def made(flown: samples.Survey, tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, SurveyResult]:
    """All four kinds of the same photos."""
    folder = tmp_path_factory.mktemp("made")
    return {kind: survey(flown.photos, folder / kind, kind, {}, method="mosaic") for kind in KINDS}


def _tags(path: Path) -> dict[int, Any]:
    with Image.open(path) as image:
        assert isinstance(image, TiffImageFile)
        return dict(image.tag_v2)


def test_the_map_lies_where_the_ground_is(made: dict[Kind, SurveyResult], flown: samples.Survey) -> None:
    """Known colours of the scene are at their coordinates: the road's grey is found within a metre."""
    with Image.open(made["2d"].files["orthophoto.tif"]) as image:
        pixels = np.asarray(image)
    tags = _tags(made["2d"].files["orthophoto.tif"])
    (x_step, y_step, _), (_, _, _, west, north, _) = tags[33550], tags[33922]
    assert tuple(tags[34735])[-4:] == (2048, 0, 1, 4326)
    south = np.linspace(-14, 14, 29)
    road = samples.road_at(south)
    latitude, longitude = samples.PLACE.degrees(road[:, None] + np.arange(-8, 8.1, 0.25), -south[:, None])
    column, row = ((longitude - west) / x_step - 0.5), ((north - latitude) / y_step - 0.5)
    seen = np.stack(
        [ndimage.map_coordinates(pixels[..., b].astype(float), [row + 0 * column, column]) for b in range(3)], -1
    )
    grey = np.ptp(ndimage.gaussian_filter1d(seen, 2, axis=1), axis=-1).mean(0)
    offsets = np.arange(-8, 8.1, 0.25)
    inside = np.abs(offsets) < 1.5
    assert grey[inside].max() < grey[~inside & (np.abs(offsets) > 3.5)].min()


def test_the_map_is_clear_where_no_photo_is(made: dict[Kind, SurveyResult]) -> None:
    """A turned flight leaves the corners of the map empty."""
    with Image.open(made["2d"].files["orthophoto.tif"]) as image:
        alpha = np.asarray(image)[..., 3]
    assert _tags(made["2d"].files["orthophoto.tif"])[338] == (2,)
    assert alpha[0, 0] == alpha[-1, -1] == 0
    assert alpha[alpha.shape[0] // 2, alpha.shape[1] // 2] == 255


def test_what_is_emulated_says_so(made: dict[Kind, SurveyResult]) -> None:
    """In a README, in a report, in the notes and inside the files."""
    for kind, result in made.items():
        assert result.files["README.txt"].read_text(encoding="utf-8").startswith(f"EMULATED RESULT ({kind})")
        report = json.loads(result.files["report.json"].read_text(encoding="utf-8"))
        assert report["emulated"] is True
        assert report["method"] == "flat mosaic"
        assert report["photos"] == 9
        assert tuple(report["notes"]) == result.notes
    assert "nothing was trained" in made["3dgs"].notes[0]
    assert "not measured by a laser" in made["lidar"].notes[0]
    for name in ("model.ply", "b3dm/tileset.json"):
        assert b"EMULATED" in made["3d"].files[name].read_bytes()[:400]


@pytest.mark.parametrize("name", ["model.glb", "obj/model.obj"])
def test_the_model_is_a_flat_textured_surface(made: dict[Kind, SurveyResult], name: str) -> None:
    """An independent reader sees as much ground as the map covers, level, facing up, with its texture."""
    mesh = _trimesh.load(made["3d"].files[name], force="mesh")
    with Image.open(made["2d"].files["orthophoto.tif"]) as image:
        covered = (np.asarray(image)[..., 3] > 0).sum()
    step = json.loads(made["2d"].files["report.json"].read_text(encoding="utf-8"))["metres_per_cell"]
    assert mesh.area == pytest.approx(covered * step**2, rel=0.1)
    assert mesh.extents[1] == 0
    assert mesh.face_normals[:, 1] == pytest.approx(1.0)
    material = mesh.visual.material
    texture = material.image if hasattr(material, "image") else material.baseColorTexture
    with Image.open(made["3d"].files["obj/texture.png"]) as image:
        assert texture.size == image.size


def test_the_tile_holds_the_model_and_stands_on_the_globe(made: dict[Kind, SurveyResult]) -> None:
    """The b3dm wraps the same GLB at a multiple of 8; its transform leads to the place of the survey."""
    files = made["3d"].files
    tile, glb = files["b3dm/tile.b3dm"].read_bytes(), files["model.glb"].read_bytes()
    magic, version, length, table, *rest = struct.unpack_from("<4s6I", tile)
    assert (magic, version, length, rest) == (b"b3dm", 1, len(tile), [0, 0, 0])
    assert (28 + table) % 8 == len(tile) % 8 == 0
    assert tile[28 + table :].rstrip(b"\0") == glb.rstrip(b"\0")
    root = json.loads(files["b3dm/tileset.json"].read_text(encoding="utf-8"))["root"]
    there = np.array(root["transform"]).reshape(4, 4).T
    assert np.linalg.norm((there - samples.PLACE.on_globe())[:3, 3]) < 1.0
    mesh = _trimesh.load(files["model.glb"], force="mesh")
    middle, half = (
        np.array(root["boundingVolume"]["box"][:3]),
        np.diag(np.reshape(root["boundingVolume"]["box"][3:], (3, 3))),
    )
    turned = mesh.vertices[:, [0, 2, 1]] * [1, -1, 1]
    assert (np.abs(turned - middle) <= half + 1e-4).all()


def test_the_points_lie_in_their_utm_zone(made: dict[Kind, SurveyResult]) -> None:
    """LAS 1.2 in metres of zone 49 north, around the place, at the height of the ground, in colours."""
    path = made["lidar"].files["points.las"]
    cloud = open_cloud(path)
    points = next(iter(cloud.blocks()))
    expected = samples.PLACE.utm(np.zeros((1, 3)))[0]
    assert np.abs(points.places.mean(0) - expected)[:2].max() < 5
    assert points.places[:, 2] == pytest.approx(samples.PLACE.height, abs=0.5)
    assert struct.pack("<4H", 3072, 0, 1, 32649) in cloud.projection[0]
    assert points.colours.std() > 1000
    assert path.stat().st_size == cloud.start + cloud.count * cloud.record


@pytest.mark.parametrize(("kind", "name", "record"), [("lidar", "points.ply", 15), ("3dgs", "splats.ply", 68)])
def test_ply_headers_tell_the_size_of_the_file(
    made: dict[Kind, SurveyResult], kind: Kind, name: str, record: int
) -> None:
    """The number of records is that of the header."""
    data = made[kind].files[name].read_bytes()
    head, body = data.split(b"end_header\n", 1)
    count = int(head.split(b"element vertex ")[1].split()[0])
    assert len(body) == count * record


def test_splats_are_round_and_as_wide_as_they_lie_apart(made: dict[Kind, SurveyResult]) -> None:
    """Colour as degree 0 of the harmonics, scale as a logarithm, rotation of nothing."""
    data = made["3dgs"].files["splats.ply"].read_bytes().split(b"end_header\n", 1)[1]
    splats = np.frombuffer(data, "<f4").reshape(-1, 17)
    assert (splats[:, 10:13] == splats[0, 10]).all()
    assert 0.02 < np.exp(splats[0, 10]) < 1.0
    assert (splats[:, 13:] == [1, 0, 0, 0]).all()
    colours = splats[:, 6:9] * 0.28209479 + 0.5
    assert -1e-6 <= colours.min() < colours.max() <= 1 + 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_photos_give_the_same_zip(
    made: dict[Kind, SurveyResult], flown: samples.Survey, tmp_path: Path, kind: Kind
) -> None:
    """Byte for byte; the zip holds exactly the files."""
    first = pack(made[kind], tmp_path / "first.zip")
    again = survey(flown.photos, tmp_path / "again", kind, {}, method="mosaic")
    assert pack(again, tmp_path / "second.zip").read_bytes() == first.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(made[kind].files)


def test_progress_grows_to_a_hundred(flown: samples.Survey, tmp_path: Path) -> None:
    """Whole per cents, each once."""
    told: list[int] = []
    survey(flown.photos, tmp_path, "2d", {}, told.append, method="mosaic")
    assert told == sorted(set(told))
    assert told[-1] == 100
    assert len(told) > 10


def test_quality_makes_the_map_finer(tmp_path: Path) -> None:
    """quality_level 1 to 3 bounds the cells; other parameters are named as unused."""
    photo = tmp_path / "large.jpg"
    exif = samples.exif(np.array([0.0, 100.0, 0.0]), 1500.0, (2400, 1800))
    Image.new("RGB", (2400, 1800), (80, 110, 70)).save(photo, exif=exif, xmp=samples.xmp(100.0, 0.0, -90.0))
    sizes = []
    for level in (2, 3):
        parameters = {"parameter": {"quality_level": level, "map_mode": 1}, "export_parameter": {}}
        result = survey([photo], tmp_path / str(level), "2d", parameters, method="mosaic")
        with Image.open(result.files["orthophoto.tif"]) as image:
            sizes.append(image.size[0] * image.size[1])
        assert "Parameters without an effect in the emulator: export_parameter, map_mode." in result.notes
    assert sizes[1] < 1_000_000 < sizes[0] <= 4_000_000 * 1.01

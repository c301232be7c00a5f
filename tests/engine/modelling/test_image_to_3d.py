"""Pictures in, a folder of models, textures and thumbnails out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import trimesh
from helpers.engine.pictures import draw, save
from meshwright.engine.errors import EngineError
from meshwright.engine.modelling import decimation, silhouette
from meshwright.engine.modelling.image_to_3d import AUTO_SIZE_HEIGHT, ImageTo3DOptions, ImageTo3DResult, image_to_3d
from PIL import Image

_trimesh: Any = trimesh


def _made(folder: Path, *names: str, **options: Any) -> ImageTo3DResult:
    """Make a small, fast model of drawn pictures."""
    defaults: dict[str, Any] = {"target_polycount": 2_000, "texture_resolution": 256, "target_formats": ("glb",)}
    pictures = [save(name, folder / f"{number}_{name}.png") for number, name in enumerate(names)]
    out = folder / "out"
    out.mkdir(exist_ok=True)
    return image_to_3d(pictures, out, ImageTo3DOptions(**(defaults | options)))


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def _loaded(path: Path) -> Any:
    return _trimesh.load(path, force="mesh", process=True, merge_tex=True, merge_norm=True)


class _Run(NamedTuple):
    result: ImageTo3DResult
    folder: Path
    progress: list[int]


def _rich_run(folder: Path) -> _Run:
    """Make everything that can be asked for out of three pictures."""
    pictures = [save(name, folder / f"{number}.png") for number, name in enumerate(("house", "tree", "house"))]
    options = ImageTo3DOptions(
        target_polycount=2_000,
        texture_resolution=256,
        enable_pbr=True,
        target_formats=("glb", "fbx", "obj", "stl", "usdz", "3mf"),
        save_pre_remeshed_model=True,
        alpha_thumbnail=True,
        multi_view_thumbnails=True,
    )
    out, progress = folder / "out", list[int]()
    out.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decimation, "RAW_QUADS", 10_000)  # how fine it really is: see test_decimation
        patch.setattr(silhouette, "_SIDE", 128)
        return _Run(image_to_3d(pictures, out, options, progress.append), out, progress)


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on small outlines, where it does not matter how fine the shape is."""
    monkeypatch.setattr(silhouette, "_SIDE", 96)


quick = pytest.mark.usefixtures("coarse")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> _Run:
    """Return one run with every option set."""
    return _rich_run(tmp_path_factory.mktemp("rich"))


def test_the_defaults_make_thirty_thousand_faces_in_four_formats(tmp_path: Path) -> None:
    """With no option set there are GLB, FBX, OBJ with MTL and USDZ, a 2k base colour and a picture."""
    result = image_to_3d([save("duck", tmp_path / "duck.png")], tmp_path, ImageTo3DOptions())
    assert set(result.models) == {"glb", "fbx", "obj", "mtl", "usdz"}
    assert all(path.stat().st_size > 0 for path in result.models.values())
    assert result.faces == 30_000
    assert set(result.textures) == {"base_color"}
    assert _pixels(result.textures["base_color"]).shape[:2] == (2048, 2048)
    assert _pixels(result.thumbnail).shape[:2] == (512, 512)
    assert result.alpha_thumbnail is None
    assert result.thumbnails == {}
    assert any("mirrored front" in note for note in result.notes)


def test_the_same_pictures_give_the_same_bytes(rich: _Run, tmp_path: Path) -> None:
    """Two runs agree in every file, in all formats, with all maps and thumbnails."""
    again = _rich_run(tmp_path)
    hashes = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
        for folder in (rich.folder, again.folder)
    ]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 8 + 4 + 6


def test_progress_rises_to_ninety_nine(rich: _Run) -> None:
    """The callback sees rising whole numbers from 0 to 99."""
    assert rich.progress == sorted(set(rich.progress))
    assert (rich.progress[0], rich.progress[-1]) == (0, 99)


def test_pbr_adds_three_maps(rich: _Run) -> None:
    """enable_pbr gives metallic, normal and roughness, and a note that they are guessed."""
    assert set(rich.result.textures) == {"base_color", "metallic", "normal", "roughness"}
    assert _pixels(rich.result.textures["normal"])[..., 2].min() > 127
    assert any("guesses" in note for note in rich.result.notes)


def test_thumbnails_on_request(rich: _Run) -> None:
    """The alpha picture is clear around the model; the four views differ from each other."""
    assert rich.result.alpha_thumbnail is not None
    alpha = _pixels(rich.result.alpha_thumbnail)
    assert alpha.shape == (512, 512, 4)
    assert alpha[0, 0, 3] == 0
    assert alpha[256, 256, 3] == 255
    assert list(rich.result.thumbnails) == ["front", "right", "back", "left"]
    assert len({path.read_bytes() for path in rich.result.thumbnails.values()}) == 4


def test_the_model_before_remeshing_can_be_kept(rich: _Run) -> None:
    """save_pre_remeshed_model adds a far finer GLB of the same size."""
    before, after = _loaded(rich.result.models["pre_remeshed_glb"]), _loaded(rich.result.models["glb"])
    assert len(before.faces) > 5 * len(after.faces)
    assert np.allclose(before.extents, after.extents, atol=0.05)


def test_all_formats_hold_the_same_model(rich: _Run) -> None:
    """Every key of the API has its file; GLB, OBJ and STL load with the faces asked for."""
    keys = {"glb", "fbx", "obj", "mtl", "stl", "usdz", "3mf", "pre_remeshed_glb"}
    assert set(rich.result.models) == keys
    assert {len(_loaded(rich.result.models[kind]).faces) for kind in ("glb", "obj", "stl")} == {2_000}
    assert _loaded(rich.result.models["stl"]).is_watertight


@quick
@pytest.mark.parametrize("count", [1, 2, 4])
def test_any_number_of_pictures_makes_a_closed_model(tmp_path: Path, count: int) -> None:
    """One, two or four pictures give a watertight mesh of the size asked for; without texture there is none."""
    result = _made(tmp_path, *["house"] * count, should_texture=False)
    shape = _loaded(result.models["glb"])
    assert result.faces == len(shape.faces) == 2_000
    assert shape.is_watertight
    assert result.textures == {}
    assert b"image/png" not in result.models["glb"].read_bytes()


@pytest.mark.parametrize("name", ["mug", "snowman"])
def test_the_model_shows_the_colours_of_the_picture(tmp_path: Path, name: str) -> None:
    """From the front the model shows the picture again: the mean colour of the object hardly changes."""
    result = _made(tmp_path, name)
    drawn = np.asarray(draw(name, backdrop=None)).astype(float)
    wanted = drawn[drawn[..., 3] > 200][:, :3].mean(0)
    texture = _pixels(result.textures["base_color"]).astype(float)
    shape = _trimesh.load(result.models["glb"], force="mesh")
    uv = shape.visual.uv[shape.faces].mean(1)
    side = texture.shape[0]
    seen = texture[((1 - uv[:, 1]) * side).astype(int), (uv[:, 0] * side).astype(int)]
    normal = np.abs(shape.face_normals[:, 2]) * shape.area_faces
    assert np.abs((seen * normal[:, None]).sum(0) / normal.sum() - wanted).max() < 14


@quick
def test_nothing_of_the_backdrop_gets_onto_the_model(tmp_path: Path) -> None:
    """A red object on green: no face of the model is green, rim and back included."""
    image = Image.new("RGB", (400, 400), (0, 255, 0))
    image.paste((220, 30, 30), (120, 80, 280, 330))
    image.resize((399, 401), Image.Resampling.BICUBIC).save(tmp_path / "box.png")
    options = ImageTo3DOptions(target_polycount=4_000, texture_resolution=512, target_formats=("glb",))
    result = image_to_3d([tmp_path / "box.png"], tmp_path, options)
    shape = _trimesh.load(result.models["glb"], force="mesh")
    texture = _pixels(result.textures["base_color"])
    uv = shape.visual.uv
    seen = texture[((1 - uv[:, 1]) * 511).astype(int), (uv[:, 0] * 511).astype(int)]
    assert seen[:, 1].max() < 60


@quick
def test_quads_reach_the_formats_that_know_them(tmp_path: Path) -> None:
    """OBJ keeps quads, GLB cuts them, and the number counted is that of the quads."""
    result = _made(tmp_path, "apple", topology="quad", target_formats=("glb", "obj"))
    faces = [line for line in result.models["obj"].read_text().splitlines() if line.startswith("f ")]
    assert len(faces) == result.faces
    assert {len(line.split()) for line in faces} == {5}
    assert len(_loaded(result.models["glb"]).faces) == 2 * result.faces


def test_without_remeshing_topology_and_target_are_ignored(tmp_path: Path) -> None:
    """should_remesh = False gives the raw triangles, however few were asked for, and there is no "before"."""
    options = {"should_remesh": False, "topology": "quad", "should_texture": False, "save_pre_remeshed_model": True}
    result = _made(tmp_path, "duck", **options)
    assert result.faces > 100_000
    assert len(_loaded(result.models["glb"]).faces) == result.faces
    assert "pre_remeshed_glb" not in result.models


@quick
def test_decimation_mode_overrides_the_target(tmp_path: Path) -> None:
    """Mode 4 is the lowest of our four counts."""
    assert _made(tmp_path, "key", decimation_mode=4, target_polycount=100).faces == 5_000


@quick
@pytest.mark.parametrize(("origin", "lowest"), [("bottom", 0.0), ("center", -AUTO_SIZE_HEIGHT / 2)])
def test_auto_size_gives_the_emulated_height(tmp_path: Path, origin: str, lowest: float) -> None:
    """The height is a constant, the origin is at the place of origin_at, and a note admits it."""
    result = _made(tmp_path, "key", auto_size=True, origin_at=origin)
    low, high = _loaded(result.models["glb"]).bounds
    assert high[1] - low[1] == pytest.approx(AUTO_SIZE_HEIGHT, abs=1e-5)
    assert low[1] == pytest.approx(lowest, abs=1e-5)
    assert any("emulated" in note for note in result.notes)


@quick
def test_without_auto_size_the_longest_side_is_one(tmp_path: Path) -> None:
    """A wide key is one long and lies around the origin."""
    low, high = _loaded(_made(tmp_path, "key").models["glb"]).bounds
    assert (high - low).max() == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(low + high, 0, atol=1e-5)


@quick
def test_front_and_back_show_their_own_pictures(tmp_path: Path) -> None:
    """With two pictures the front thumbnail is red and the back one is blue."""
    for name, colour in (("front", (210, 30, 30)), ("back", (30, 30, 210))):
        image = Image.new("RGB", (200, 200), "white")
        image.paste(colour, (60, 40, 140, 160))
        image.save(tmp_path / f"{name}.png")
    options = ImageTo3DOptions(
        target_polycount=2_000, texture_resolution=256, target_formats=("glb",), multi_view_thumbnails=True
    )
    result = image_to_3d([tmp_path / "front.png", tmp_path / "back.png"], tmp_path, options)
    middle = {name: _pixels(path)[256, 256].astype(int) for name, path in result.thumbnails.items()}
    assert middle["front"][0] > middle["front"][2] + 80
    assert middle["back"][2] > middle["back"][0] + 80


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target_polycount": 99}, "target_polycount must be 100 to 300000; it is 99"),
        ({"target_polycount": 300_001}, "target_polycount"),
        ({"decimation_mode": 5}, "decimation_mode must be 1, 2, 3 or 4; it is 5"),
        ({"texture_resolution": 16}, "texture_resolution"),
        ({"enable_pbr": True, "should_texture": False}, "enable_pbr needs should_texture"),
        ({"target_formats": ("glb", "blend")}, "blend"),
    ],
)
def test_options_out_of_range_are_refused(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    """The sentence names the rule and the value found."""
    with pytest.raises(EngineError, match=words):
        _made(tmp_path, "star", **options)


def test_the_number_of_pictures_is_checked(tmp_path: Path) -> None:
    """None is too few, five are too many."""
    for names in ((), ("star",) * 5):
        with pytest.raises(EngineError, match="1 to 4 pictures"):
            _made(tmp_path, *names)


@quick
@pytest.mark.parametrize("size", [(1, 1), (2, 30_000)])
def test_odd_sizes_become_plaques(tmp_path: Path, size: tuple[int, int]) -> None:
    """Tiny and extremely long pictures of one colour give a model all the same."""
    path = tmp_path / "odd.png"
    Image.new("RGB", size, "teal").save(path)
    options = ImageTo3DOptions(target_polycount=1_000, texture_resolution=256, target_formats=("glb",))
    result = image_to_3d([path], tmp_path, options)
    assert result.faces == 1_000
    assert any("plaque" in note for note in result.notes)


def test_a_line_two_pixels_thin_is_modelled(tmp_path: Path) -> None:
    """Hair-thin objects survive the lattice."""
    path = tmp_path / "line.png"
    image = Image.new("RGBA", (500, 500))
    image.paste((0, 0, 0, 255), (20, 250, 480, 252))
    image.save(path)
    options = ImageTo3DOptions(target_polycount=100, texture_resolution=256, target_formats=("glb",))
    result = image_to_3d([path], tmp_path, options)
    assert result.faces == 100

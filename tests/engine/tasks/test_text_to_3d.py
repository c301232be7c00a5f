"""Words to 3D: which drawing a prompt names, and what is made of the drawing, of lettering, and of colours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.pictures import save
from meshwright.engine import drawings
from meshwright.engine.drawings import find_drawing
from meshwright.engine.errors import EngineError
from meshwright.engine.json_object import Json
from meshwright.engine.modelling.lettering import Lettering
from meshwright.engine.modelling.repainting import colours_in
from meshwright.engine.tasks import Made
from meshwright.engine.tasks.text_to_3d import make
from PIL import Image

BLUE, CRIMSON, SKY = (0, 0, 255), (220, 20, 60), (173, 216, 230)
with_drawings = pytest.mark.skipif(not drawings.are_installed(), reason="the extra `drawings` is not installed")


@pytest.fixture
def no_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "PACKAGES", ("a_package_that_is_not_installed",))


def preview(folder: Path, prompt: str, **options: Any) -> Made:
    request = {"mode": "preview", "prompt": prompt, "target_polycount": 3000, "target_formats": ["glb", "obj"]}
    folder.mkdir(exist_ok=True)
    return make([], request | options, folder)


def refine(
    folder: Path, prompt: str, before: Json | None = None, pictures: Sequence[Path] = (), **options: Any
) -> Made:
    asked = {"mode": "preview", "prompt": prompt, "target_polycount": 3000, **(before or {})}
    request = {"mode": "refine", "target_formats": ["glb"], "sources": [{"kind": "", "request": asked}]}
    folder.mkdir(exist_ok=True)
    return make(list(pictures), request | options, folder)


def shape(folder: Path) -> Any:
    return trimesh.load(folder / "model.glb", force="mesh")


def is_textured(mesh: Any) -> bool:
    """Return whether a mesh that trimesh read has texture coordinates."""
    return getattr(mesh.visual, "uv", None) is not None


def texture(folder: Path) -> Any:
    with Image.open(folder / "texture_0.png") as image:
        return np.asarray(image.convert("RGB")).astype(int)


def shares(folder: Path, *colours: tuple[int, int, int]) -> list[float]:
    """Return which share of a texture is about each of the colours."""
    return [float((np.abs(texture(folder) - colour).max(-1) < 24).mean()) for colour in colours]


@with_drawings
@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A RED CAR!", "red car"),
        ("a pair of swords", "crossed swords"),
        ("a cute cat sitting on a chair", "cat"),
        ("a polar bear", "polar bear"),
        ("an old apple tree", "apple"),
        ("a small house with a garden", "house with garden"),
        ("a light blue knight", None),
        ("the new thing with its back", None),
        ("a lighthouse", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_drawing_that_a_prompt_names(prompt: str, name: str | None) -> None:
    """All words of a name, or half of them with the last; the longest name, then the first in the prompt."""
    found = find_drawing(prompt)
    assert (found and found.name) == name


@with_drawings
def test_every_name_has_a_drawing() -> None:
    """No name leads to the box that a font draws for a sign that it does not have, nor to an empty picture."""
    missing = drawings.Drawing("", "\U0010fffd").picture()
    for name in ("meteor", "lighthouse", "eraser"):  # newer than the drawings
        assert find_drawing(name) is None
    for name in ("T-Rex", "astronaut", "polar bear", "shield", "treasure chest"):
        found = find_drawing(name)
        assert found is not None
        picture = found.picture()
        assert picture.alpha is not None
        assert 0.05 < (picture.alpha > 127).mean() < 0.9
        assert not np.array_equal(picture.rgb, missing.rgb)


@with_drawings
def test_a_drawing_becomes_a_closed_mesh_without_a_texture(tmp_path: Path) -> None:
    """The preview of a named thing has its outline, as many faces as asked for, and names drawing and licence."""
    made = preview(tmp_path, "a teapot")
    mesh = shape(tmp_path)
    assert mesh.is_watertight
    assert len(mesh.faces) == 3000
    assert mesh.extents[0] > mesh.extents[1] > mesh.extents[2]
    assert not is_textured(mesh)
    assert '"teapot" (CC BY-SA 4.0)' in made.notes[0]
    assert "emulated" in made.notes[0]
    assert not {"texture_urls"} & set(made.files)


@with_drawings
def test_the_refine_has_the_mesh_of_the_preview_and_several_colours(tmp_path: Path) -> None:
    """The same vertices and faces; red, yellow and light blue of the drawn car are on the texture."""
    preview(tmp_path / "preview", "a red car")
    made = refine(tmp_path / "refine", "a red car")
    before, after = shape(tmp_path / "preview"), shape(tmp_path / "refine")
    before.merge_vertices(merge_tex=True, merge_norm=True)
    after.merge_vertices(merge_tex=True, merge_norm=True)
    assert len(before.faces) == len(after.faces)
    assert np.allclose(np.sort(before.vertices, axis=0), np.sort(after.vertices, axis=0))
    pixels = texture(tmp_path / "refine").reshape(-1, 3)
    common = np.unique(pixels // 32, axis=0, return_counts=True)[1]
    assert (common > 0.01 * len(pixels)).sum() >= 3
    assert "in its own colours" in made.notes[2]


@with_drawings
def test_named_colours_replace_those_of_the_drawing(tmp_path: Path) -> None:
    """The colour of the prompt paints the drawing; a texture prompt comes before it."""
    refine(tmp_path / "prompt", "a blue dragon")
    refine(tmp_path / "texture", "a blue dragon", texture_prompt="crimson scales")
    assert shares(tmp_path / "prompt", BLUE, CRIMSON)[0] > 0.3
    blue, crimson = shares(tmp_path / "texture", BLUE, CRIMSON)
    assert crimson > 0.3 > blue


@pytest.mark.usefixtures("no_drawings")
def test_without_the_drawings_the_prompt_becomes_letters_on_a_plaque(tmp_path: Path) -> None:
    """The plaque is closed, its letters stand out of its front, and the notes name what to install."""
    made = preview(tmp_path, "a red car")
    mesh = shape(tmp_path)
    assert mesh.is_watertight
    front = mesh.vertices[:, 2] > mesh.vertices[:, 2].max() - 0.02
    assert 0.02 < mesh.area_faces[front[mesh.faces].all(1)].sum() / mesh.area < 0.3
    assert "meshwright[drawings]" in made.notes[0]


@pytest.mark.usefixtures("no_drawings")
def test_lettering_is_painted_in_the_named_colours(tmp_path: Path) -> None:
    """The first colour is the plaque's, the second the letters'."""
    refine(tmp_path, "a light blue knight on crimson")
    plaque, letters = shares(tmp_path, SKY, CRIMSON)
    assert plaque > 0.5
    assert 0.01 < letters < 0.2


@pytest.mark.parametrize("prompt", ["x", "\ud800\n\x00", "   ", "q" * 800, "Teekanne für 12 Gäste", "東京タワー"])
def test_any_prompt_becomes_a_closed_mesh(prompt: str, tmp_path: Path) -> None:
    """A single letter, letters that cannot be printed, the longest prompt, letters that the font does not have."""
    preview(tmp_path, prompt, target_polycount=300)
    assert shape(tmp_path).is_watertight


def test_accents_are_left_out_of_the_lettering() -> None:
    """The font has no accented letters; the others are drawn as they are."""
    accented, plain = Lettering.of("Zürich, tři žluté"), Lettering.of("Zurich, tri zlute")
    assert np.array_equal(accented.letters, plain.letters)
    assert not np.array_equal(plain.letters, Lettering.of("Zurich, tri zlutu").letters)


def test_a_picture_is_the_texture_if_one_is_given(tmp_path: Path) -> None:
    """The picture of texture_image_url colours the shape of the prompt; another file is refused."""
    url: Json = {"texture_image_url": "https://example.com/apple.png"}
    made = refine(tmp_path / "out", "a chair", pictures=[save("apple", tmp_path / "apple.png")], **url)
    assert shares(tmp_path / "out", (200, 30, 40))[0] > 0.3
    assert "texture_image_url" in made.notes[-1]
    (tmp_path / "text").write_text("no picture")
    with pytest.raises(EngineError, match="not a picture"):
        refine(tmp_path / "out", "a chair", pictures=[tmp_path / "text"], **url)


def test_the_parameters_of_a_refine(tmp_path: Path) -> None:
    """enable_pbr adds the maps, texture_resolution is the side of the base colour, auto_size puts it on the ground."""
    made = refine(tmp_path, "a chair", enable_pbr=True, texture_resolution="4k", auto_size=True, alpha_thumbnail=True)
    assert set(made.files["texture_urls"][0]) == {"base_color", "metallic", "normal", "roughness"}
    assert texture(tmp_path).shape == (4096, 4096, 3)
    assert shape(tmp_path).bounds[0][1] == pytest.approx(0)
    assert made.files["alpha_thumbnail_url"] == "preview_alpha.png"


def test_a_refine_keeps_the_topology_of_its_preview(tmp_path: Path) -> None:
    """Quads of the preview are quads of the refine; smart topology is always remeshed."""
    made = refine(tmp_path, "a chair", {"topology": "quad"}, target_formats=["obj"])
    lines = (tmp_path / made.files["model_urls"]["obj"]).read_text().splitlines()
    assert {len(line.split()) for line in lines if line.startswith("f ")} == {5}
    preview(tmp_path / "smart", "a chair", model_type="smart-topology", should_remesh=False)
    assert len(shape(tmp_path / "smart").faces) == 3000


def test_a_refine_of_a_refine_is_refused(tmp_path: Path) -> None:
    """The engine makes no texture for a task that is not a preview."""
    with pytest.raises(EngineError, match="preview_task_id must name a preview"):
        refine(tmp_path, "a chair", {"mode": "refine"})


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    """Preview and refine are deterministic."""
    files = []
    for name in ("one", "two"):
        refine(tmp_path / name, "a cat", target_formats=["glb", "fbx", "obj", "usdz", "stl", "3mf"])
        files.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / name).iterdir()})
    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("a Crimson knight, blue cape; crimson boots", [CRIMSON, BLUE]),
        ("light blue", [SKY]),
        ("lightly", []),
        ("", []),
    ],
)
def test_the_colours_that_a_text_names(text: str, colours: list[tuple[int, int, int]]) -> None:
    """CSS names, of two words too, each once, in the order of the text."""
    assert colours_in(text) == colours

"""Retexture paints a model after pictures or words, over its own coordinates or new ones; its shape is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers import judges
from helpers.making import files_of, made
from helpers.models import BLUE, GREEN, RED, WHITE, are_close, colours_at, painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Model
from meshwright.engine.modelling.palettes import colours_in
from meshwright.engine.writers import write
from PIL import Image

_trimesh: Any = trimesh
FRONT, BACK, RIGHT, LEFT = (0.0, 1.0, 0.25), (0.0, 1.0, -0.25), (0.5, 1.0, 0.0), (-0.5, 1.0, 0.0)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]


def _picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int]) -> Path:
    """Draw a rectangle of one colour in the middle of a pale backdrop."""
    image = Image.new("RGB", (400, 400), (245, 245, 245))
    image.paste(colour, (200 - size[0] // 2, 200 - size[1] // 2, 200 + size[0] // 2, 200 + size[1] // 2))
    image.save(path)
    return path


@pytest.mark.parametrize("keep", [False, True])
def test_a_picture_is_projected_from_the_front(tmp_path: Path, box: Path, keep: bool) -> None:
    """Upper and lower half of the picture show on the front and the back, over old coordinates or new ones."""
    path = _picture(tmp_path / "style.png", (200, 20, 120), (140, 280))
    image = Image.open(path)
    image.paste((20, 130, 140), (130, 200, 270, 340))
    image.save(path)
    made(
        "retexture", [box, path], tmp_path / "out", image_style_url="x", enable_original_uv=keep, target_formats=["glb"]
    )
    found = colours_at(tmp_path / "out/model.glb", [(0.1, 1.6, 0.25), (0.1, 0.4, 0.25), (0.1, 1.6, -0.25)])
    assert are_close(found, [(200, 20, 120), (20, 130, 140), (200, 20, 120)], 20)
    uv = _trimesh.load(tmp_path / "out/model.glb", force="mesh", process=False).visual.uv
    old = _trimesh.load(box, force="mesh", process=False).visual.uv
    assert (sorted(map(tuple, np.round(uv, 4))) == sorted(map(tuple, np.round(old, 4)))) is keep


def test_four_views_show_on_their_sides(tmp_path: Path, box: Path) -> None:
    """Front, right, back and left picture show where they belong, though their object has other proportions."""
    pictures = [
        _picture(tmp_path / f"{number}.png", colour, (160, 200))
        for number, colour in enumerate([(200, 20, 120), (20, 130, 140), (120, 90, 20), (60, 60, 60)])
    ]
    made("retexture", [box, *pictures], tmp_path / "out", multiview_image_urls=["x"] * 4, target_formats=["glb"])
    found = colours_at(tmp_path / "out/model.glb", [FRONT, RIGHT, BACK, LEFT])
    assert are_close(found, [(200, 20, 120), (20, 130, 140), (120, 90, 20), (60, 60, 60)], 20)


def test_words_name_the_colours(tmp_path: Path, box: Path) -> None:
    """Dark areas get the darkest named colour, bright areas the brightest; the shape is kept."""
    out = tmp_path / "out"
    result = made("retexture", [box], out, text_style_prompt="Navy and GOLD, please", target_formats=["glb", "usdz"])
    dark, bright = colours_at(out / "model.glb", [(0.0, 2.0, 0.0), BACK])
    assert are_close([dark, bright], [(0, 0, 128), (255, 215, 0)], 30)
    assert np.allclose(judges.seen(out / "model.glb").bounds, judges.seen(box).bounds, atol=1e-4)
    assert judges.gltf_errors(out / "model.glb") in (0, None)
    assert judges.usd_errors(out / "model.usdz") in (0, None)
    assert any("only the colours and materials that it names" in note for note in result.notes)


def test_words_without_a_colour_keep_the_texture(tmp_path: Path, box: Path) -> None:
    """The old colours stay, and the notes name the reason."""
    result = made("retexture", [box], tmp_path / "out", text_style_prompt="more beautiful", target_formats=["glb"])
    assert are_close(colours_at(tmp_path / "out/model.glb", [RIGHT, LEFT, FRONT, BACK]), [RED, GREEN, BLUE, WHITE])
    assert any("names no colour" in note for note in result.notes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dark red boots, light blue sky", [(139, 0, 0), (173, 216, 230)]),
        ("a redder thing", []),
        ("Red!", [(255, 0, 0)]),
        ("red red", [(255, 0, 0)]),
        ("", []),
    ],
)
def test_colours_in_words(text: str, names: list[tuple[int, int, int]]) -> None:
    """Two words may be one colour; parts of words are none."""
    assert colours_in(text) == names


def test_maps_and_formats(tmp_path: Path, box: Path) -> None:
    """enable_pbr adds three maps of the size asked for; all formats but 3mf are made when none is named."""
    result = made(
        "retexture", [box], tmp_path / "out", text_style_prompt="bronze", enable_pbr=True, alpha_thumbnail=True
    )
    assert set(result.files["model_urls"]) == {"glb", "fbx", "obj", "mtl", "usdz", "stl"}
    (textures,) = result.files["texture_urls"]
    assert set(textures) == {"base_color", "metallic", "normal", "roughness"}
    for name in textures.values():
        with Image.open(tmp_path / "out" / name) as image:
            assert image.size == (2048, 2048)
    with Image.open(tmp_path / "out" / result.files["alpha_thumbnail_url"]) as image:
        assert image.mode == "RGBA"
    assert judges.fbx_faces(tmp_path / "out/model.fbx") in ((12, 4), None)


def test_coordinates_that_cannot_be_painted_on_are_refused(tmp_path: Path) -> None:
    """A model without coordinates, or with all of them at one point, fails with the service's code."""
    plain = write(Model(painted_box(tmp_path).mesh), tmp_path, ["stl"], "plain")["stl"]
    with pytest.raises(EngineError, match="has no texture coordinates") as failed:
        made("retexture", [plain], tmp_path / "out", text_style_prompt="red", enable_original_uv=True)
    assert failed.value.code == "model_missing_uv"
    point = tmp_path / "point.obj"
    point.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0.5 0.5\nf 1/1 2/1 3/1\n")
    with pytest.raises(EngineError, match=r"cover 0\.0000% of the texture") as failed:
        made("retexture", [point], tmp_path / "out", text_style_prompt="red", enable_original_uv=True)
    assert failed.value.code == "model_insufficient_uv"


def test_the_same_bytes_come_twice(tmp_path: Path, box: Path) -> None:
    """Two runs write the same files."""
    runs = [
        made("retexture", [box], tmp_path / name, text_style_prompt="moss", target_formats=["glb"]) for name in "ab"
    ]
    assert files_of(runs[0], tmp_path / "a") == files_of(runs[1], tmp_path / "b")

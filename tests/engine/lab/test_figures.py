"""Figures, vinyl figures, brick figures and keycaps: coloured solids on a base."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.judges import gltf_errors, needs
from helpers.engine.printed import assert_solid, merged, read_obj, shape_of, thin_percent, unzipped
from meshwright.engine.errors import EngineError
from meshwright.engine.lab.bricks import brick_figure
from meshwright.engine.lab.figures import figure, vinyl_figure
from meshwright.engine.lab.files import LabFiles
from meshwright.engine.lab.keycap import keycap
from PIL import Image, ImageDraw

_trimesh: Any = trimesh
Product = Callable[[Path, dict[str, Any], Path], LabFiles]
ALL: list[Product] = [figure, vinyl_figure, brick_figure, keycap]
All = dict[Product, tuple[Path, LabFiles]]
RED, BLUE = (210, 40, 40), (40, 60, 200)


@pytest.fixture
def two_colours(tmp_path: Path) -> Path:
    """A small red head on a blue body, with a neck."""
    image = Image.new("RGBA", (400, 600))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((110, 260, 290, 560), 30, fill=BLUE)
    pen.rectangle((175, 200, 225, 300), fill=BLUE)
    pen.ellipse((130, 60, 270, 220), fill=RED)
    image.save(tmp_path / "figure.png")
    return tmp_path / "figure.png"


@pytest.fixture(scope="module")
def made(picture: Path, tmp_path_factory: pytest.TempPathFactory) -> All:
    """The folder and the files of each product of the sample picture."""
    folders = {product: tmp_path_factory.mktemp("product") for product in ALL}
    return {product: (folder, product(picture, {}, folder)) for product, folder in folders.items()}


def red_share(path: Path) -> float:
    """Return the share of the coloured surface of a GLB that is red."""
    mesh = _trimesh.load(path, force="mesh")
    colours = np.asarray(mesh.visual.to_color().vertex_colors, np.int64)[mesh.faces].mean(1)
    red = mesh.area_faces[colours[:, 0] > colours[:, 2] + 60].sum()
    blue = mesh.area_faces[colours[:, 2] > colours[:, 0] + 60].sum()
    return float(red / (red + blue))


@pytest.mark.parametrize("product", ALL, ids=lambda product: product.__name__)
def test_each_is_one_body_that_can_be_printed(product: Product, made: All) -> None:
    """It is a solid without thin walls, in one piece, on the ground, with its texture and a thumbnail."""
    folder, files = made[product]
    mesh = shape_of(folder / files.models["glb"])
    assert mesh.body_count == 1
    assert mesh.bounds[0, 1] == pytest.approx(0, abs=1e-3)
    assert thin_percent(folder / files.models["glb"]) < (5 if product is keycap else 0.2)
    loaded = _trimesh.load(folder / files.models["glb"], force="mesh")
    assert loaded.visual.material.baseColorTexture is not None
    with Image.open(folder / files.thumbnail) as thumbnail:
        assert thumbnail.width > 0


@needs("gltf-validator")
def test_khronos_validator_finds_no_errors(made: All) -> None:
    """In the GLB of each."""
    paths = [folder / files.models["glb"] for folder, files in made.values()]
    assert gltf_errors(*paths) == [[]] * len(paths)


def test_a_figure_has_an_obj_in_millimetres(made: All) -> None:
    """With its material and the texture that this names; the figure is 100 mm high and a little of it in its base."""
    folder, files = made[figure]
    assert set(files.models) == {"glb", "obj", "mtl"}
    assert set(files.textures) == {"base_color"}
    assert files.textures["base_color"] in (folder / files.models["mtl"]).read_text()
    mesh = merged(_trimesh.load(folder / files.models["obj"], force="mesh"))
    assert_solid(mesh)
    assert 100 < mesh.extents[1] < 105


@pytest.mark.parametrize("product", [figure, vinyl_figure, brick_figure], ids=lambda product: product.__name__)
def test_the_colours_are_in_their_places(product: Product, two_colours: Path, tmp_path: Path) -> None:
    """Red above, blue below."""
    made = product(two_colours, {}, tmp_path)
    mesh = _trimesh.load(tmp_path / made.models["glb"], force="mesh")
    colours = np.asarray(mesh.visual.to_color().vertex_colors, np.int64)
    height = mesh.vertices[:, 1] / mesh.bounds[1, 1]
    red, blue = (colours[:, 0] > colours[:, 2] + 60), (colours[:, 2] > colours[:, 0] + 60)
    assert height[red].mean() > height[blue].mean() + 0.3
    assert red[height > 0.9].mean() > 0.95


def test_a_vinyl_figure_has_a_big_head(two_colours: Path, tmp_path: Path) -> None:
    """Its head takes far more of the surface than that of a figure."""
    shares = []
    for product in (figure, vinyl_figure):
        (tmp_path / product.__name__).mkdir()
        made = product(two_colours, {}, tmp_path / product.__name__)
        shares.append(red_share(tmp_path / product.__name__ / made.models["glb"]))
    assert shares[1] > 1.5 * shares[0]


def test_a_brick_figure_is_made_of_blocks(made: All) -> None:
    """All faces but those of the studs look along an axis, and are a whole number of blocks apart."""
    folder, files = made[brick_figure]
    mesh = shape_of(folder / files.models["glb"])
    block = 100 / 22
    straight = np.abs(mesh.face_normals).max(1) > 0.999
    assert mesh.area_faces[straight].sum() > 0.75 * mesh.area
    sides = straight & (np.abs(mesh.face_normals[:, 0]) > 0.999)
    places = mesh.triangles_center[sides, 0] / block
    assert places == pytest.approx(places.round(), abs=0.01)


@pytest.mark.parametrize("size", [10, 23, 40])
def test_a_keycap_has_its_head(size: float, two_colours: Path, tmp_path: Path) -> None:
    """Its height is the cap's and the head's, of which a little is in the cap."""
    made = keycap(two_colours, {"head_size_mm": size}, tmp_path)
    mesh = shape_of(tmp_path / made.models["glb"])
    assert mesh.extents[1] == pytest.approx(9 - 1.2 + size, rel=0.05)
    assert mesh.extents[0] >= 18 - 0.01


def test_a_switch_fits_into_a_keycap(made: All) -> None:
    """A cross of 4 mm with bars of 1.31 and 1.09 mm goes 3.6 mm deep into the stem; a thicker one does not."""
    folder, files = made[keycap]
    members = unzipped(folder / files.models["obj_zip"])
    assert set(members) == {"model.obj", "model.mtl", "texture_0.png"}
    mesh = read_obj(members)
    assert_solid(mesh)
    for thicker, fits in ((0.0, True), (0.4, False)):
        bars = [_trimesh.creation.box((4, 3.6, 1.31 + thicker)), _trimesh.creation.box((1.09 + thicker, 3.6, 4))]
        for bar in bars:
            bar.apply_translation((0, 1.8, 0))
            common = _trimesh.boolean.intersection([mesh, bar], engine="manifold")
            assert (common.is_empty or common.volume < 1e-6) == fits


@pytest.mark.parametrize("product", ALL, ids=lambda product: product.__name__)
def test_a_picture_without_a_subject_is_refused(product: Product, plain: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="No subject was found"):
        product(plain, {}, tmp_path)


@pytest.mark.parametrize("product", ALL, ids=lambda product: product.__name__)
def test_loose_parts_do_not_make_a_second_body(product: Product, tmp_path: Path) -> None:
    """A part of the picture that touches no other is left out."""
    image = Image.new("RGBA", (400, 400))
    pen = ImageDraw.Draw(image)
    pen.rectangle((150, 60, 250, 380), fill=RED)
    pen.ellipse((320, 60, 380, 120), fill=BLUE)
    image.save(tmp_path / "loose.png")
    assert shape_of(tmp_path / product(tmp_path / "loose.png", {}, tmp_path).models["glb"]).body_count == 1

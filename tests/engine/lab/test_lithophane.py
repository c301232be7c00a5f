"""Lamps: shades whose wall is thin where the picture is bright, and bases that fit into them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.printed import shape_of, thin_percent, unzipped
from meshwright.engine.errors import EngineError
from meshwright.engine.lab.lithophane import lamp, lampshade
from meshwright.engine.mesh import Mesh
from meshwright.engine.printing.solids import solid_of
from PIL import Image


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """A picture whose left half is black and whose right half is white."""
    pixels = np.zeros((200, 400, 3), np.uint8)
    pixels[:, 200:] = 255
    Image.fromarray(pixels).save(tmp_path / "stripes.png")
    return tmp_path / "stripes.png"


def wall(mesh: Any, degrees: float) -> float:
    """Return the thickness of the wall half way up; 0 degrees is the front, positive to the right."""
    solid = solid_of(Mesh(mesh.vertices, mesh.faces))
    assert solid is not None
    x, y = 300 * np.sin(np.radians(degrees)), -300 * np.cos(np.radians(degrees))
    height = float(mesh.bounds[:, 2].mean())
    outside, inside = solid.ray_cast((x, y, height), (0, 0, height))
    return float(np.linalg.norm(np.subtract(outside.position, inside.position)))


def lamp_files(picture: Path, folder: Path, **options: Any) -> dict[str, Any]:
    made = lamp(picture, options, folder)
    return {key: shape_of(folder / name) for key, name in made.models.items()}


def test_a_prototype_is_the_lampshade(picture: Path, tmp_path: Path) -> None:
    """A GLB of the default diameter, with a thumbnail; the wall is at least a millimetre."""
    made = lampshade(picture, tmp_path)
    mesh = shape_of(tmp_path / made.models["glb"])
    assert 147 < mesh.extents[0] <= 150.01
    assert mesh.body_count == 1
    assert thin_percent(tmp_path / made.models["glb"]) < 0.1
    with Image.open(tmp_path / made.thumbnail) as thumbnail:
        assert thumbnail.width > 0


@pytest.mark.parametrize("diameter", [50, 150, 400])
def test_a_lamp_has_its_diameter(diameter: float, picture: Path, tmp_path: Path) -> None:
    """Shade and base are solids of one body, and the base is wider than the shade."""
    files = lamp_files(picture, tmp_path, diameter_mm=diameter)
    assert set(files) == {"lamp_stl", "base_stl"}
    assert 0.95 * diameter < files["lamp_stl"].extents[0] <= diameter + 0.01
    assert (files["base_stl"].extents[:2] > files["lamp_stl"].extents[:2]).all()
    assert files["lamp_stl"].body_count == files["base_stl"].body_count == 1
    for name in ("lamp.stl", "base.stl"):
        assert thin_percent(tmp_path / name) < 0.1


def test_dark_parts_are_thick(stripes: Path, tmp_path: Path) -> None:
    """Bright parts have the asked thickness and a little more; the second copy of a landscape is mirrored."""
    made = lamp(stripes, {"thickness_mm": 2}, tmp_path, image_subject="landscape")
    mesh = shape_of(tmp_path / made.models["lamp_stl"])
    left, right, back_left, back_right = (wall(mesh, degrees) for degrees in (-45, 45, 225, 135))
    assert left > right + 1.5
    assert 2 <= right < 2.5
    assert (back_left, back_right) == pytest.approx((left, right), abs=0.1)


def test_a_base_fits_into_the_shade(picture: Path, tmp_path: Path) -> None:
    """Placed on its plate, the shade touches nothing but the plate."""
    files = lamp_files(picture, tmp_path)
    shade, base = (solid_of(Mesh(files[key].vertices, files[key].faces)) for key in ("lamp_stl", "base_stl"))
    assert shade is not None
    assert base is not None
    assert (shade.translate((0, 0, 11.01)) ^ base).volume() == pytest.approx(0, abs=1e-6)
    assert (shade.translate((3, 0, 11.01)) ^ base).volume() > 1


def test_the_light_has_its_place(picture: Path, tmp_path: Path) -> None:
    """The pocket of 60 mm is moved by the offsets; without a light there is no base."""
    files = lamp_files(picture, tmp_path, fixture_offset_x_mm=20, fixture_offset_z_mm=-10)
    base = solid_of(Mesh(files["base_stl"].vertices, files["base_stl"].faces))
    assert base is not None
    floors = {(x, y): base.ray_cast((x, y, 50), (x, y, -1))[0].position[2] for x, y in ((20, 10), (49, 10), (-12, 10))}
    assert floors == pytest.approx({(20, 10): 3, (49, 10): 3, (-12, 10): 11})
    assert set(lamp_files(picture, tmp_path, light_source_preset="none")) == {"lamp_stl"}


def test_the_lowest_part_is_cut_off(picture: Path, tmp_path: Path) -> None:
    """A percentage of the height, after the shade was turned; a cut that leaves nothing is refused."""
    whole, half = (lamp_files(picture, tmp_path, cut_amount_percent=cut)["lamp_stl"] for cut in (1, 50.5))
    assert half.extents[2] == pytest.approx(whole.extents[2] / 2, rel=1e-3)
    lying = lamp_files(picture, tmp_path, rotate_x_deg=90)["lamp_stl"]
    assert lying.extents[1] == pytest.approx(whole.extents[2] / 0.99, rel=1e-3)
    with pytest.raises(EngineError, match="cut_amount_percent 100 leaves nothing"):
        lamp(picture, {"cut_amount_percent": 100}, tmp_path)


def test_turning_about_the_upright_axis_turns_the_picture(stripes: Path, tmp_path: Path) -> None:
    """After a quarter turn the middle of the picture is on the right."""
    made = lamp(stripes, {"rotate_y_deg": 90}, tmp_path, image_subject="landscape")
    mesh = shape_of(tmp_path / made.models["lamp_stl"])
    assert wall(mesh, 45) > wall(mesh, 135) + 1.5


def test_a_bundle_may_hold_the_numbers(picture: Path, tmp_path: Path) -> None:
    """A zip file with both parts, and with result.json if it is asked for."""
    made = lamp(picture, {}, tmp_path, "zip")
    assert set(made.models) == {"bundle_zip"}
    assert set(unzipped(tmp_path / made.models["bundle_zip"])) == {"lamp.stl", "base.stl"}
    made = lamp(picture, {"include_result_json": True, "diameter_mm": 80}, tmp_path, "zip")
    result = json.loads(unzipped(tmp_path / made.models["bundle_zip"])["result.json"])
    assert result["options"]["diameter_mm"] == 80
    assert result["lamp"]["width_mm"] == pytest.approx(80, rel=0.05)


@pytest.mark.parametrize(
    "extreme",
    [
        {"diameter_mm": 50, "thickness_mm": 10, "fixture_offset_x_mm": 80, "fixture_offset_z_mm": -80},
        {"diameter_mm": 50, "thickness_mm": 0.1, "rotate_z_deg": 90, "cut_amount_percent": 40},
        {"rotate_x_deg": 360, "rotate_y_deg": -360, "rotate_z_deg": 15, "cut_amount_percent": 90},
    ],
    ids=str,
)
def test_extremes_are_solids(extreme: dict[str, Any], picture: Path, tmp_path: Path) -> None:
    """The ends of each range give files that can be printed."""
    assert set(lamp_files(picture, tmp_path, **extreme)) == {"lamp_stl", "base_stl"}


def test_a_character_needs_a_subject(plain: Path, tmp_path: Path) -> None:
    """A landscape does not."""
    with pytest.raises(EngineError, match="No subject was found"):
        lampshade(plain, tmp_path)
    shape_of(tmp_path / lampshade(plain, tmp_path, "landscape").models["glb"])

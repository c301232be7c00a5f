"""Keychains and fridge magnets: solids of the asked shape and size, with a relief that follows the options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.printed import assert_solid, read_obj, shape_of, thin_percent, unzipped
from meshwright.engine.errors import EngineError
from meshwright.engine.lab.badges import fridge_magnet, keychain
from meshwright.engine.lab.outlines import BADGE_SHAPES
from meshwright.engine.mesh import Mesh
from meshwright.engine.printing.solids import solid_of
from PIL import Image, ImageDraw

COARSE = {"export_resolution": 96}


@pytest.fixture
def two_steps(tmp_path: Path) -> Path:
    """A square whose left half is dark and whose right half is bright."""
    image = Image.new("RGBA", (400, 400))
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, 200, 340), fill=(60, 60, 60))
    pen.rectangle((200, 60, 340, 340), fill=(230, 230, 230))
    image.save(tmp_path / "steps.png")
    return tmp_path / "steps.png"


def magnet(picture: Path, folder: Path, **options: Any) -> Any:
    made = fridge_magnet(picture, COARSE | options, folder)
    return shape_of(folder / made.models["glb"])


def heights(mesh: Any, *places: tuple[float, float]) -> list[float]:
    """Return the height of the surface above points of the plate."""
    solid = solid_of(Mesh(mesh.vertices, mesh.faces))
    assert solid is not None
    return [solid.ray_cast((x, y, 100), (x, y, -1))[0].position[2] for x, y in places]


@pytest.mark.parametrize("shape", BADGE_SHAPES)
def test_a_badge_is_a_solid_of_its_size(shape: str, picture: Path, tmp_path: Path) -> None:
    """Its longest side is size_mm; walls are a millimetre thick but for corners of the relief."""
    made = fridge_magnet(picture, COARSE | {"badge_shape": shape, "size_mm": 50}, tmp_path)
    mesh = shape_of(tmp_path / made.models["glb"])
    assert max(mesh.extents[:2]) == pytest.approx(50, abs=0.1)
    assert mesh.body_count == 1
    assert thin_percent(tmp_path / made.models["glb"]) < 0.5


@pytest.mark.parametrize("shape", BADGE_SHAPES)
def test_a_keychain_has_a_ring(shape: str, picture: Path, tmp_path: Path) -> None:
    """It goes through the whole solid, above the badge."""
    made = keychain(picture, COARSE | {"badge_shape": shape}, tmp_path)
    mesh = shape_of(tmp_path / made.models["glb"])
    assert mesh.body_count == 1
    assert mesh.euler_number == 0
    assert mesh.bounds[1, 1] > 20


def test_the_defaults_are_those_of_the_service(picture: Path, tmp_path: Path) -> None:
    """A keychain on a base of 0.1 mm, which a note names; a magnet on one of 2 mm."""
    (tmp_path / "keychain").mkdir()
    made = keychain(picture, COARSE, tmp_path / "keychain")
    mesh = shape_of(tmp_path / "keychain" / made.models["glb"])
    assert mesh.extents[0] == pytest.approx(40, abs=0.1)
    assert any("0.1 mm" in note for note in made.notes)
    made = fridge_magnet(picture, COARSE, tmp_path)
    mesh = shape_of(tmp_path / made.models["glb"])
    assert mesh.extents[0] == pytest.approx(60, abs=0.1)
    assert 2 + 3.3 >= mesh.extents[2] > 2 + 0.6 * 3.3
    assert not any("base_thickness_mm" in note for note in made.notes)


def test_bright_parts_stand_out(two_steps: Path, tmp_path: Path) -> None:
    """Dark parts do when the depth is inverted."""
    dark, bright = heights(magnet(two_steps, tmp_path), (-7, 0), (7, 0))
    assert bright > dark + 0.5
    dark, bright = heights(magnet(two_steps, tmp_path, invert_depth=True), (-7, 0), (7, 0))
    assert dark > bright + 0.5


def test_the_height_options_add_up(two_steps: Path, tmp_path: Path) -> None:
    """Base, offset and height of the relief are each measured; beside the picture there is only the base."""
    (first,) = heights(magnet(two_steps, tmp_path, smoothing=0), (7, 0))
    (thicker,) = heights(magnet(two_steps, tmp_path, smoothing=0, base_thickness_mm=5), (7, 0))
    (lifted,) = heights(magnet(two_steps, tmp_path, smoothing=0, relief_offset_mm=1.5), (7, 0))
    (higher,) = heights(magnet(two_steps, tmp_path, smoothing=0, relief_height_mm=6.6), (7, 0))
    assert thicker - first == pytest.approx(3, abs=0.01)
    assert lifted - first == pytest.approx(1.5, abs=0.01)
    assert higher - 2 == pytest.approx(2 * (first - 2), abs=0.01)
    (beside,) = heights(magnet(two_steps, tmp_path, smoothing=0, relief_scale=0.5), (20, 20))
    assert beside == pytest.approx(2, abs=0.01)


def test_curves_bend_the_depth(two_steps: Path, tmp_path: Path) -> None:
    """A gamma above 1 lowers all, an S-curve raises the upper half and lowers the lower, a threshold cuts low parts."""
    places = (-7, 0), (7, 0)
    dark, _ = heights(magnet(two_steps, tmp_path), *places)
    low, _ = heights(magnet(two_steps, tmp_path, relief_curve="gamma", curve_param=3), *places)
    assert low < dark - 0.3
    steeper = {"relief_curve": "s-curve", "curve_param": 3}
    assert heights(magnet(two_steps, tmp_path, **steeper), *places)[0] > dark + 0.2
    (inverted,) = heights(magnet(two_steps, tmp_path, invert_depth=True), (-7, 0))
    assert heights(magnet(two_steps, tmp_path, invert_depth=True, **steeper), (-7, 0))[0] < inverted - 0.2
    cut, kept = heights(magnet(two_steps, tmp_path, depth_threshold=0.7, smoothing=0), *places)
    assert cut == pytest.approx(2, abs=0.01)
    assert kept > 3


def test_the_whole_picture_covers_the_badge(picture: Path, tmp_path: Path) -> None:
    """Its background is part of the relief when it is not removed."""
    whole = magnet(picture, tmp_path, remove_background=False, badge_shape="hexagon")
    assert heights(whole, (0, 24))[0] > 2.5


def test_an_open_back_follows_the_relief(two_steps: Path, tmp_path: Path) -> None:
    """It saves material, and the wall is never thinner than a millimetre."""
    closed = magnet(two_steps, tmp_path, relief_height_mm=8)
    made = fridge_magnet(two_steps, COARSE | {"relief_height_mm": 8, "has_closed_back": False}, tmp_path)
    hollow = shape_of(tmp_path / made.models["glb"])
    assert hollow.volume < 0.8 * closed.volume
    assert thin_percent(tmp_path / made.models["glb"]) < 1
    assert any("has_closed_back" in note for note in made.notes)


def test_the_files_of_each_output(picture: Path, tmp_path: Path) -> None:
    """OBJ is a zip file with its material; a bundle has GLB, OBJ and STL of one solid in millimetres."""
    made = keychain(picture, COARSE, tmp_path, "obj")
    members = unzipped(tmp_path / made.models["obj"])
    assert set(made.models) == {"obj"}
    assert set(members) == {"model.obj", "model.mtl"}
    mesh = read_obj(members)
    assert_solid(mesh)
    assert mesh.extents[0] == pytest.approx(40, abs=0.1)
    made = keychain(picture, COARSE, tmp_path, "zip")
    members = unzipped(tmp_path / made.models["bundle_zip"])
    assert set(members) == {"model.obj", "model.mtl", "model.glb", "model.stl"}
    for name in ("model.glb", "model.stl"):
        (tmp_path / name).write_bytes(members[name])
        assert np.sort(shape_of(tmp_path / name).extents) == pytest.approx(np.sort(mesh.extents), abs=1e-3)


@pytest.mark.parametrize(
    "extreme",
    [
        {"size_mm": 0.2},
        {"size_mm": 400, "export_resolution": 64},
        {"base_thickness_mm": 0, "relief_height_mm": 0, "depth_threshold": 1, "smoothing": 10},
        {"base_thickness_mm": 20, "relief_height_mm": 20, "relief_offset_mm": 20, "curve_param": 10},
        {"relief_scale": 10},
        {"relief_scale": 0.001},
        {"curve_param": 0.01, "relief_curve": "s-curve", "has_closed_back": False},
    ],
    ids=str,
)
def test_extremes_are_solids(extreme: dict[str, Any], picture: Path, tmp_path: Path) -> None:
    """The ends of each range give a file that can be printed."""
    made = keychain(picture, COARSE | extreme, tmp_path)
    shape_of(tmp_path / made.models["glb"])


def test_finer_than_the_emulator_allows_is_noted(picture: Path, tmp_path: Path) -> None:
    """A resolution of 2048 is taken, and a note names the one that was used."""
    made = fridge_magnet(picture, {"export_resolution": 2048}, tmp_path)
    shape_of(tmp_path / made.models["glb"])
    assert any("export_resolution is emulated up to" in note for note in made.notes)


def test_a_picture_without_a_subject_is_refused(plain: Path, tmp_path: Path) -> None:
    """The error names what to do; the whole picture can still be taken."""
    with pytest.raises(EngineError, match="No subject was found") as refused:
        keychain(plain, COARSE, tmp_path)
    assert refused.value.code == "invalid_input"
    shape_of(tmp_path / keychain(plain, COARSE | {"remove_background": False}, tmp_path).models["glb"])


def test_the_same_picture_gives_the_same_bytes(picture: Path, tmp_path: Path) -> None:
    """Twice in a row."""
    first, second = ((tmp_path / keychain(picture, COARSE, tmp_path).models["glb"]).read_bytes() for _ in range(2))
    assert first == second

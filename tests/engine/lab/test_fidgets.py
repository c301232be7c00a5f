"""Fidget pixels hook into each other, and collapsible fidgets telescope; both are printed in place."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.judges import Package, gltf_errors, needs, package
from helpers.engine.printed import shape_of, shape_of_3mf, thin_percent
from meshwright.engine.errors import EngineError
from meshwright.engine.lab.collapsible import fidget_collapsible
from meshwright.engine.lab.files import LabFiles
from meshwright.engine.lab.pieces import GAP, PITCH, Piece, piece_mesh
from meshwright.engine.lab.pixels import fidget_pixel
from meshwright.engine.mesh import Mesh
from meshwright.engine.printing.solids import bodies, box, solid_of
from meshwright.engine.printing.walls import measure_walls
from PIL import Image, ImageDraw

RED, BLUE = (210, 40, 40), (40, 60, 200)


def pixels(picture: Path, folder: Path, **options: Any) -> Package:
    """Return the 3MF as lib3mf reads it."""
    made = fidget_pixel(picture, options, folder)
    assert set(made.models) == {"3mf"}
    with Image.open(folder / made.thumbnail) as thumbnail:
        assert thumbnail.width > 0
    return package(folder / made.models["3mf"])


@pytest.fixture
def halves(tmp_path: Path) -> Path:
    """A square, red above and blue below."""
    image = Image.new("RGBA", (320, 320))
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 280, 160), fill=RED)
    pen.rectangle((40, 160, 280, 280), fill=BLUE)
    image.save(tmp_path / "halves.png")
    return tmp_path / "halves.png"


@pytest.mark.parametrize("shape", ["square", "hexagon"])
@pytest.mark.parametrize("size", [16, 32])
def test_a_grid_is_one_coloured_solid(size: int, shape: str, picture: Path, tmp_path: Path) -> None:
    """Without warnings of lib3mf; every triangle has one of several colours, and the grid has its size."""
    found = pixels(picture, tmp_path, grid_size=size, piece_shape=shape)
    assert found.warnings == 0
    (mesh,) = found.objects
    assert mesh.is_solid
    assert sum(mesh.materials) == mesh.triangles
    assert 2 <= len(found.colours) <= 8
    assert mesh.lower[2] == pytest.approx(0)
    assert mesh.upper[2] == pytest.approx(4)
    assert max(np.subtract(mesh.upper, mesh.lower)) <= PITCH * (size + 1)


def test_a_piece_has_the_colour_of_its_place(halves: Path, tmp_path: Path) -> None:
    """A square fills the grid; half of it is red and half is blue."""
    found = pixels(halves, tmp_path, grid_size=16)
    assert len(found.colours) == 2
    for wanted, (_, colour) in zip(sorted([RED, BLUE]), sorted(found.colours, key=lambda named: named[1]), strict=True):
        assert np.abs(np.subtract(wanted, colour)).max() < 12
    first, second = found.objects[0].materials
    assert first == pytest.approx(second, rel=0.1)


def test_pieces_are_bodies_of_their_own(halves: Path, tmp_path: Path) -> None:
    """There are as many bodies as the notes name."""
    made = fidget_pixel(halves, {}, tmp_path)
    mesh = shape_of_3mf(tmp_path / made.models["3mf"])
    assert any(note.startswith(f"{mesh.body_count} pieces") for note in made.notes)


SIDES = [("square", range(0, 360, 90)), ("hexagon", range(0, 360, 60))]


@pytest.mark.parametrize(("shape", "directions"), SIDES)
def test_neighbours_hook_into_each_other(shape: str, directions: range) -> None:
    """There is a gap between two, and they cannot be drawn apart by more than the play that it allows."""
    for degrees in directions:
        first = solid_of(piece_mesh(Piece(shape, (degrees,), ())))
        second = solid_of(piece_mesh(Piece(shape, (), ((degrees + 180) % 360,))))
        assert first is not None
        assert second is not None
        along = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0.0])
        assert first.min_gap(second.translate(PITCH * along), 1.0) == pytest.approx(GAP, abs=0.01)
        for away in (0.3, 1.0, 1.7):
            assert (first ^ second.translate((PITCH + away) * along)).volume() > 0.01


@pytest.mark.parametrize(
    "piece",
    [
        Piece("square", (0, 180), (90, 270)),
        Piece("square", (90, 270), (0, 180)),
        Piece("hexagon", (60, 180, 300), (0, 120, 240)),
    ],
    ids=str,
)
def test_a_piece_has_no_thin_walls(piece: Piece) -> None:
    """Neither beside its sockets nor in the necks of its knobs."""
    mesh = piece_mesh(piece)
    solid = solid_of(mesh)
    assert solid is not None
    assert measure_walls(mesh, solid, 0.98).thin_share == 0


def test_a_subject_of_too_few_pieces_is_refused(plain: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="No subject was found"):
        fidget_pixel(plain, {}, tmp_path)


@pytest.fixture(scope="module")
def rings(picture: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LabFiles]:
    """The folder and the files of a collapsible fidget of the sample picture."""
    folder = tmp_path_factory.mktemp("rings")
    return folder, fidget_collapsible(picture, {}, folder)


def test_rings_are_solids_apart(rings: tuple[Path, LabFiles]) -> None:
    """The STL is as high as a ring, and every body stands on the plate without touching another."""
    folder, made = rings
    assert set(made.models) == {"stl", "glb"}
    mesh = shape_of(folder / made.models["stl"])
    assert max(mesh.extents[:2]) == pytest.approx(80, abs=0.3)
    assert mesh.extents[2] == pytest.approx(12)
    solid = solid_of(Mesh(mesh.vertices, mesh.faces))
    assert solid is not None
    parts = bodies(solid)
    assert len(parts) >= 5
    assert all(box(part)[0, 2] == pytest.approx(0) for part in parts)
    assert min(one.min_gap(other, 2.0) for place, one in enumerate(parts) for other in parts[:place]) > 0.3
    assert thin_percent(folder / made.models["stl"]) < 0.2


def test_rings_can_be_pulled_out_by_half_their_height(tmp_path: Path) -> None:
    """A third of it without touching, but not through the next one."""
    image = Image.new("RGBA", (300, 300))
    ImageDraw.Draw(image).ellipse((20, 20, 280, 280), fill=RED)
    image.save(tmp_path / "disc.png")
    made = fidget_collapsible(tmp_path / "disc.png", {}, tmp_path)
    mesh = shape_of(tmp_path / made.models["stl"])
    solid = solid_of(Mesh(mesh.vertices, mesh.faces))
    assert solid is not None
    for outer, inner in pairwise(sorted(bodies(solid), key=lambda ring: -box(ring)[1, 0])):
        assert (outer ^ inner.translate((0, 0, 4))).volume() == pytest.approx(0, abs=1e-6)
        assert (outer ^ inner.translate((0, 0, 10))).volume() > 1


def test_the_preview_shows_the_rings_pulled_out(rings: tuple[Path, LabFiles]) -> None:
    """It is higher than a ring, coloured, and as many bodies as are printed."""
    folder, made = rings
    shown, printed = (shape_of(folder / made.models[kind]) for kind in ("glb", "stl"))
    assert shown.extents[1] > 2 * 12
    assert shown.body_count == printed.body_count
    assert shown.volume == pytest.approx(printed.volume, rel=1e-3)


@needs("gltf-validator")
def test_khronos_validator_finds_no_errors(rings: tuple[Path, LabFiles]) -> None:
    """In the preview."""
    folder, made = rings
    assert gltf_errors(folder / made.models["glb"]) == [[]]


def test_a_thin_subject_cannot_collapse(plain: Path, tmp_path: Path) -> None:
    """The error counts the rings that fit; a picture without a subject is refused, too."""
    image = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(image).rectangle((190, 20, 210, 380), fill=RED)
    image.save(tmp_path / "stick.png")
    with pytest.raises(EngineError, match=r"too thin .*: 1 of at least 3 rings"):
        fidget_collapsible(tmp_path / "stick.png", {}, tmp_path)
    with pytest.raises(EngineError, match="No subject was found"):
        fidget_collapsible(plain, {}, tmp_path)

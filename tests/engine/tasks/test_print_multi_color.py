"""Colour models for printing: lib3mf reads a mesh whose triangles have one of a few filaments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.judges import Package, package
from helpers.engine.model_samples import CORPUS
from helpers.engine.solid_shapes import ball, saved
from helpers.models import BLUE, GREEN, RED, WHITE, painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Atlas, Mesh, Model
from meshwright.engine.tasks import Made, maker
from meshwright.engine.writers import write
from PIL import Image

_trimesh: Any = trimesh


def coloured(source: Path, **request: Any) -> tuple[Made, Package]:
    """Run the job, and read its result."""
    made = maker("print-multi-color").make([source], request, source.parent)
    assert set(made.files) == {"model_urls"}
    assert set(made.files["model_urls"]) == {"3mf"}
    return made, package(source.parent / made.files["model_urls"]["3mf"])


def textured_plate(folder: Path, pixels: Any) -> Path:
    """Write a box as GLB whose front shows a picture, and whose other sides have its first pixel."""
    model = painted_box(folder)
    corner = np.full((4, 2), [0.5 / pixels.shape[1], 1 - 0.5 / pixels.shape[0]])
    uv = np.concatenate([*[corner] * 5, [[0.0, 0], [1, 0], [1, 1], [0, 1]]])
    path = folder / "plate.png"
    Image.fromarray(pixels).save(path)
    shown = Model(model.mesh, Atlas(uv, np.arange(24).reshape(6, 4), pixels), {"base_color": path})
    return write(shown, folder, ["glb"], name="source")["glb"]


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    """A box with a colour on each side, as GLB."""
    return write(painted_box(tmp_path), tmp_path, ["glb"], name="source")["glb"]


def test_the_colours_of_a_texture_become_filaments(painted: Path) -> None:
    """Each colour of the box is one of the filaments; lib3mf warns of nothing, and the mesh is a solid."""
    _, found = coloured(painted, max_colors=6)
    assert found.warnings == 0
    assert [name for name, _ in found.colours] == [f"Filament {number}" for number in range(1, 7)]
    for colour in (RED, GREEN, BLUE, WHITE):
        assert min(np.abs(np.subtract(colour, other)).max() for _, other in found.colours) < 6
    (mesh,) = found.objects
    assert mesh.is_solid
    assert len(mesh.materials) == 6


@pytest.mark.parametrize("style", ["realistic", "cartoon"])
@pytest.mark.parametrize("most", [1, 2, 4, 16])
def test_there_are_at_most_max_colors(style: str, most: int, painted: Path) -> None:
    """Four where it is left out."""
    _, found = coloured(painted, max_colors=most, style=style)
    assert 1 <= len(found.colours) <= most
    assert len(found.colours) == min(most, 6)
    assert len(coloured(painted, style=style)[1].colours) == 4


def test_the_longest_side_is_75_mm(painted: Path) -> None:
    """A model of any size is scaled to it, and stands on the plate."""
    (mesh,) = coloured(painted)[1].objects
    assert np.subtract(mesh.upper, mesh.lower) == pytest.approx([37.5, 18.75, 75], abs=1e-3)
    assert mesh.lower[2] == pytest.approx(0, abs=1e-3)


def test_depth_makes_borders_finer(tmp_path: Path) -> None:
    """A disc on a face: the area of its colour nears the disc's with max_depth, and the mesh stays a solid."""
    pixels = np.full((256, 256, 3), 240, np.uint8)
    row, column = np.mgrid[:256, :256]
    pixels[(row - 128) ** 2 + (column - 128) ** 2 < 80**2] = (200, 20, 20)
    source = textured_plate(tmp_path, pixels)
    triangles = []
    for depth in (3, 4, 5, 6):
        _, found = coloured(source, max_colors=2, max_depth=depth)
        assert found.objects[0].is_solid
        assert len(found.objects[0].materials) == 2
        triangles.append(found.objects[0].triangles)
    assert triangles == sorted(set(triangles))
    assert triangles[0] > 12


def test_cartoon_makes_flat_regions(tmp_path: Path) -> None:
    """Specks of another colour are gone, a large spot stays."""
    pixels = np.full((256, 256, 3), 240, np.uint8)
    pixels[60:200, 40:120] = (20, 20, 200)
    for speck in range(12):
        pixels[20 * speck + 4 : 20 * speck + 8, 200:204] = (200, 20, 20)
    source = textured_plate(tmp_path, pixels)
    realistic = coloured(source, max_colors=3)[1].colours
    cartoon = coloured(source, max_colors=3, style="cartoon")[1].colours
    assert len(realistic) == 3
    assert len(cartoon) == 2
    assert any(colour[2] > 150 > colour[0] for _, colour in cartoon)


def test_vertex_colours_are_taken_by_cartoon_only(tmp_path: Path) -> None:
    """Realistic needs a texture and fails with the service's code; so does any style without colours."""
    mesh = ball()
    mesh.visual.vertex_colors = np.where(mesh.vertices[:, 1:2] > 0, [[220, 30, 30, 255]], [[30, 30, 220, 255]])
    source = saved(tmp_path, mesh)
    _, found = coloured(source, style="cartoon", max_colors=2)
    assert len(found.colours) == 2
    with pytest.raises(EngineError, match='taken with style "cartoon"') as refused:
        coloured(source)
    assert refused.value.code == "model_missing_uv"
    for style in ("realistic", "cartoon"):
        with pytest.raises(EngineError, match="no texture"):
            coloured(saved(tmp_path, ball()), style=style)


def test_an_open_model_is_labelled(tmp_path: Path) -> None:
    """It is coloured, and the notes advise a repair."""
    model = painted_box(tmp_path)
    atlas = model.atlas
    assert atlas is not None
    opened = Model(
        Mesh(model.mesh.vertices, model.mesh.polygons[1:]),
        Atlas(atlas.uv, atlas.polygons[1:], atlas.base_color),
        model.textures,
    )
    made, found = coloured(write(opened, tmp_path, ["glb"], name="source")["glb"])
    assert not found.objects[0].is_solid
    assert any("not closed" in note for note in made.notes)


def test_the_same_model_gives_the_same_bytes(painted: Path) -> None:
    """For both styles."""
    for style in ("realistic", "cartoon"):
        files = []
        for _ in range(2):
            made, _ = coloured(painted, style=style, max_depth=5)
            files.append((painted.parent / made.files["model_urls"]["3mf"]).read_bytes())
        assert files[0] == files[1]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["Duck.glb", "Fox.glb", "CesiumMan.glb", "CesiumMilkTruck.glb"])
@pytest.mark.parametrize("style", ["realistic", "cartoon"])
def test_models_of_others_are_coloured(name: str, style: str, tmp_path: Path) -> None:
    """lib3mf reads them without a warning, in several colours."""
    source = tmp_path / name
    source.write_bytes((CORPUS / name).read_bytes())
    _, found = coloured(source, style=style, max_colors=8)
    assert found.warnings == 0
    assert len(found.colours) > 1
    assert max(np.subtract(found.objects[0].upper, found.objects[0].lower)) == pytest.approx(75, abs=1e-3)

"""Repair models for printing: trimesh finds every result watertight, at the same scale, in the format of the input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.solid_shapes import BROKEN, SOUND, ball, box, read, saved, together
from meshwright.engine.errors import EngineError
from meshwright.engine.tasks import Made, maker

_trimesh: Any = trimesh


def repaired(source: Path, folder: Path, **request: Any) -> Made:
    """Run the job."""
    folder.mkdir()
    return maker("print-repair").make([source], request, folder)


def result(made: Made, folder: Path, kind: str = "glb") -> Any:
    """Return the model that was made, as trimesh reads it."""
    return read(folder / made.files["model_urls"][kind])


@pytest.mark.parametrize("name", [*SOUND, *BROKEN])
def test_every_result_is_watertight(name: str, tmp_path: Path) -> None:
    """For every input the result is closed, wound consistently, with a positive volume, and as large as before."""
    mesh = (SOUND | BROKEN)[name]()
    made = repaired(saved(tmp_path, mesh), tmp_path / "out")
    shape = result(made, tmp_path / "out")
    assert shape.is_watertight
    assert shape.is_winding_consistent
    assert shape.volume > 0
    cut = 0.2 if name == "holes" else 0.05 * mesh.scale  # the hole at the top is closed flat
    assert np.abs(shape.bounds - mesh.bounds).max() < cut
    assert (
        maker("print-analyze")
        .make([tmp_path / "out" / "model.glb"], {}, tmp_path)
        .values["printability"]["error_count"]
        == 0
    )


@pytest.mark.parametrize("kind", ["glb", "gltf", "obj", "stl"])
def test_the_format_of_the_input_is_kept(kind: str, tmp_path: Path) -> None:
    """The same axes and the same scale."""
    mesh = together(ball(0.5), box(1, 2, 3, middle=(4, 5, 6)))
    mesh.update_faces(np.arange(len(mesh.faces)) != 7)
    if kind == "gltf":
        for name, data in _trimesh.exchange.gltf.export_gltf(_trimesh.Scene(mesh), embed_buffers=True).items():
            (tmp_path / name).write_bytes(data)
        source = tmp_path / "model.gltf"
    else:
        source = saved(tmp_path, mesh, kind)
    made = repaired(source, tmp_path / "out")
    shape = result(made, tmp_path / "out", kind)
    assert shape.is_watertight
    assert np.allclose(shape.bounds, mesh.bounds, atol=1e-4)
    assert ("mtl" in made.files["model_urls"]) == (kind == "obj")


def test_a_sound_surface_is_not_touched(tmp_path: Path) -> None:
    """Its vertices are those of the input."""
    source = saved(tmp_path, SOUND["self-intersecting"]())
    shape = result(made := repaired(source, tmp_path / "out"), tmp_path / "out")
    assert sorted(map(tuple, shape.vertices.tolist())) == sorted(map(tuple, read(source).vertices.tolist()))
    assert any("already closed" in note for note in made.notes)


def test_a_rebuilt_surface_is_labelled_and_close(tmp_path: Path) -> None:
    """Two cubes that share an edge are rebuilt: a note reports it, and the volume is nearly that of two cubes."""
    made = repaired(saved(tmp_path, BROKEN["shared edge"]()), tmp_path / "out")
    assert any("rebuilt on a lattice" in note for note in made.notes)
    assert result(made, tmp_path / "out").volume == pytest.approx(2, rel=0.03)


def test_a_cavity_stays(tmp_path: Path) -> None:
    """A hollow ball with a hole in its outer skin is closed and stays hollow."""
    hollow = SOUND["cavity"]()
    hollow.update_faces(np.arange(len(hollow.faces)) != 3)
    shape = result(repaired(saved(tmp_path, hollow), tmp_path / "out"), tmp_path / "out")
    assert shape.volume == pytest.approx(read(saved(tmp_path, SOUND["cavity"]())).volume, rel=1e-3)


def test_walls_are_thickened_only_where_a_printer_is_given(tmp_path: Path) -> None:
    """A plate of 0.45 mm at 150 mm stays without printer options, and becomes 1 mm with them."""
    source = saved(tmp_path, SOUND["plate"]())
    plain, thick = tmp_path / "plain", tmp_path / "thick"
    assert np.allclose(result(repaired(source, plain), plain).extents, [1, 1, 0.003])
    extents = result(made := repaired(source, thick, printer_type="fdm"), thick).extents * 150
    assert np.allclose(extents[:2], 150)
    assert 1 <= extents[2] < 1.1
    assert any("Walls were thickened" in note for note in made.notes)


def test_little_thin_surface_is_left(tmp_path: Path) -> None:
    """With at most 5 % of the surface too thin, nothing moves."""
    needle = box(0.002, 0.3, 0.002, middle=(0, 1.1, 0))
    source = saved(tmp_path, _trimesh.boolean.union([ball(), needle]))
    made = repaired(source, tmp_path / "out", printer_type="fdm")
    assert np.allclose(result(made, tmp_path / "out").bounds, read(source).bounds)
    assert any("at most 5 %" in note for note in made.notes)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    """Closed, rebuilt or thickened."""
    for number, name in enumerate(("holes", "fins")):
        source = saved(tmp_path, BROKEN[name]())
        folders = [tmp_path / f"{number}{side}" for side in "ab"]
        for folder in folders:
            repaired(source, folder, printer_type="fdm")
        files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
        assert files[0] == files[1]


def test_faces_without_area_are_refused(tmp_path: Path) -> None:
    """A model of needles has no surface to repair."""
    line = _trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [2, 0, 0]], [[0, 1, 2]], process=False)
    with pytest.raises(EngineError, match="no surface"):
        repaired(saved(tmp_path, line), tmp_path / "out")


def test_the_answer(tmp_path: Path) -> None:
    """The answer holds the file of the input's format, no textures, and a thumbnail of 512 px."""
    made = repaired(saved(tmp_path, BROKEN["holes"]()), tmp_path / "out")
    assert set(made.files["model_urls"]) == {"glb"}
    assert made.values == {"texture_urls": []}
    with (tmp_path / "out" / made.files["thumbnail_url"]).open("rb") as file:
        assert file.read(24)[16:] == (512).to_bytes(4, "big") * 2

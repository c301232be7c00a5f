"""Remesh gives a model other faces near the number that was asked for, and keeps its shape, size and colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers import judges
from helpers.making import files_of, made
from helpers.models import PLACES, are_close, colours_at, painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.reading import load_model
from meshwright.engine.writers import write

_trimesh: Any = trimesh


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]


def _shape(path: Path, shape: Any) -> Path:
    path.write_bytes(shape.export(file_type=path.suffix[1:]))
    return path


@pytest.mark.parametrize("topology", ["triangle", "quad"])
def test_colours_stay_where_they_were(tmp_path: Path, box: Path, topology: str) -> None:
    """A painted box keeps its size, stays closed, and shows each colour on its side, in every format."""
    out = tmp_path / "out"
    formats = ["glb", "obj", "fbx", "usdz", "3mf"]
    made("remesh", [box], out, topology=topology, target_polycount=1500, target_formats=formats)
    assert np.allclose(judges.seen(out / "model.glb").extents, (1, 2, 0.5), atol=0.02)
    assert judges.is_watertight(out / "model.glb")
    for name in ("model.glb", "model.obj"):
        assert are_close(colours_at(out / name, list(PLACES)), list(PLACES.values()), 25)
    corners = {len(line.split()) - 1 for line in (out / "model.obj").read_text().splitlines() if line.startswith("f ")}
    assert corners == {4 if topology == "quad" else 3}
    assert judges.gltf_errors(out / "model.glb") in (0, None)
    assert judges.usd_errors(out / "model.usdz") in (0, None)
    assert judges.printable_faces(out / "model.3mf") not in (-1, 0)


@pytest.mark.parametrize("asked", [100, 1_000, 20_000])
def test_triangles_are_met(tmp_path: Path, asked: int) -> None:
    """A ball of 5,120 faces gets the number that was asked for within half a percent, fewer or more."""
    source = _shape(tmp_path / "ball.stl", _trimesh.creation.icosphere(4))
    made("remesh", [source], tmp_path / "out", target_polycount=asked, target_formats=["stl"])
    mesh = judges.seen(tmp_path / "out/model.stl")
    assert 0.995 * asked <= len(mesh.faces) <= asked
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(4 / 3 * np.pi, rel=0.1 if asked == 100 else 0.02)


def test_quads_lie_on_the_surface(tmp_path: Path) -> None:
    """The quads of a torus are within 5 % of the number asked for, closed, and as far from its ring as its own."""
    source = _shape(tmp_path / "torus.stl", _trimesh.creation.torus(1.0, 0.35, 96, 48))
    made("remesh", [source], tmp_path / "out", topology="quad", target_polycount=3000, target_formats=["obj"])
    mesh = load_model(tmp_path / "out/model.obj").model.mesh.welded()
    assert mesh.is_closed()
    assert len(mesh.polygons) / 2 == pytest.approx(3000, rel=0.05)
    x, y, z = mesh.vertices.T  # the file is written Z up
    ring = np.hypot(np.hypot(x, z) - 1.0, y)
    assert np.abs(ring - 0.35).max() < 0.02


def test_a_sheet_keeps_its_border(tmp_path: Path) -> None:
    """An open sheet stays as wide as it was; its quads are cut from triangles, and that is noted."""
    grid = np.stack(np.meshgrid(np.arange(30.0), np.arange(30.0)), -1).reshape(-1, 2)
    cells = [[r * 30 + c, r * 30 + c + 1, r * 30 + c + 31] for r in range(29) for c in range(29)]
    cells += [[r * 30 + c, r * 30 + c + 31, r * 30 + c + 30] for r in range(29) for c in range(29)]
    sheet = _trimesh.Trimesh(np.c_[grid, np.sin(grid[:, 0] / 3)], cells, process=False)
    source = _shape(tmp_path / "sheet.stl", sheet)
    made("remesh", [source], tmp_path / "triangles", target_polycount=600)
    assert np.allclose(judges.seen(tmp_path / "triangles/model.glb").extents[[0, 2]], 29, atol=1e-3)
    result = made("remesh", [source], tmp_path / "quads", topology="quad", target_polycount=600)
    assert any("triangles cut in three" in note for note in result.notes)


@pytest.mark.parametrize(
    ("request_", "size", "lowest"),
    [
        ({"resize_height": 4}, (2, 4, 1), 0.0),
        ({"resize_longest_side": 1, "origin_at": "center"}, (0.5, 1, 0.25), -0.5),
        ({"auto_size": True}, (0.5, 1, 0.25), 0.0),
        ({"origin_at": "center"}, (1, 2, 0.5), -1.0),
        ({"resize_height": 0}, (1, 2, 0.5), 0.0),
    ],
)
def test_sizes_and_origins(tmp_path: Path, box: Path, request_: dict[str, Any], size: Any, lowest: float) -> None:
    """The old parameters still scale a model and move its origin; 0 changes nothing."""
    made("remesh", [box], tmp_path / "out", convert_format_only=True, **request_)
    mesh = judges.seen(tmp_path / "out/model.glb")
    assert np.allclose(mesh.extents, size, atol=1e-4)
    assert mesh.bounds[0][1] == pytest.approx(lowest, abs=1e-4)


def test_only_the_format_changes(tmp_path: Path, box: Path) -> None:
    """convert_format_only keeps all faces."""
    made("remesh", [box], tmp_path / "out", convert_format_only=True, target_formats=["stl"], target_polycount=500)
    assert len(judges.seen(tmp_path / "out/model.stl").faces) == 12


def test_the_same_bytes_come_twice(tmp_path: Path, box: Path) -> None:
    """Two runs write the same files, triangles and quads."""
    for topology in ("triangle", "quad"):
        folders = [tmp_path / f"{topology}{number}" for number in (1, 2)]
        runs = [made("remesh", [box], folder, topology=topology, target_polycount=800) for folder in folders]
        assert files_of(runs[0], folders[0]) == files_of(runs[1], folders[1])


def test_points_and_thin_air_are_refused(tmp_path: Path) -> None:
    """A point cloud has nothing to remesh; a flat model has no height to scale."""
    cloud = tmp_path / "cloud.obj"
    cloud.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\n")
    with pytest.raises(EngineError, match="has no faces"):
        made("remesh", [cloud], tmp_path / "out")
    flat = tmp_path / "flat.obj"
    flat.write_text("v 0 0 0\nv 1 0 0\nv 0 0 1\nf 1 3 2\n")
    with pytest.raises(EngineError, match="no height"):
        made("remesh", [flat], tmp_path / "out", resize_height=2, target_polycount=100)

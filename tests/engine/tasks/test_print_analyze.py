"""Measure models for printing: errors, warnings, thin walls; numbers that trimesh finds too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trimesh
from helpers.engine.model_samples import CORPUS
from helpers.engine.solid_shapes import BROKEN, SOUND, ball, box, read, saved, together
from meshwright.engine.errors import EngineError
from meshwright.engine.tasks import Made, maker

_trimesh: Any = trimesh
NAMES = ("_version", "status", "issue_count", "error_count", "warning_count", "metrics", "evaluated_at")


def analyzed(source: Path, **request: Any) -> Made:
    """Run the job."""
    return maker("print-analyze").make([source], request, source.parent)


def printability(source: Path, **request: Any) -> dict[str, Any]:
    """Return the answer's only member."""
    made = analyzed(source, **request)
    assert made.files == {}
    assert set(made.values) == {"printability"}
    return dict(made.values["printability"])


@pytest.mark.parametrize("name", SOUND)
def test_a_closed_solid_is_healthy(name: str, tmp_path: Path) -> None:
    """No issue is counted, and the volume is the one that trimesh finds."""
    found = printability(source := saved(tmp_path, SOUND[name]()))
    assert tuple(found) == NAMES
    assert [found[key] for key in NAMES[:5]] == ["v1", "healthy", 0, 0, 0]
    assert found["metrics"].pop("volume") == pytest.approx(read(source).volume, rel=1e-6)
    assert found["metrics"] == {"is_watertight": True, "non_manifold_edges": 0, "degenerate_faces": 0, "holes": 0}


@pytest.mark.parametrize(
    ("name", "errors", "warnings"),
    [("holes", 1, 1), ("inside out", 1, 0), ("shared edge", 2, 0), ("sheet", 2, 1), ("fins", 1, 1), ("soup", 2, 1)],
)
def test_a_broken_model_is_an_error(name: str, errors: int, warnings: int, tmp_path: Path) -> None:
    """Open, inside out, branched: each counts once; holes are a warning besides."""
    source = saved(tmp_path, BROKEN[name]())
    found = printability(source)
    metrics = found["metrics"]
    assert found["status"] == "error"
    assert (found["error_count"], found["warning_count"], found["issue_count"]) == (errors, warnings, errors + warnings)
    assert metrics["is_watertight"] == read(source).is_watertight


def test_holes_and_branches_are_counted(tmp_path: Path) -> None:
    """Each border is a hole, however many edges it has; an edge of four faces is counted once."""
    mesh = ball(rounds=2)
    mesh.update_faces([number not in (0, 100, 200) for number in range(len(mesh.faces))])
    assert printability(saved(tmp_path, mesh))["metrics"]["holes"] == 3
    assert printability(saved(tmp_path, BROKEN["shared edge"]()))["metrics"]["non_manifold_edges"] == 1


def test_degenerate_faces_alone_are_a_warning(tmp_path: Path) -> None:
    """A corner in the middle of an edge, closed by a face without area, leaves the model watertight."""
    mesh = box(1, 1, 1)
    points = [
        *mesh.vertices.tolist(),
        ((mesh.vertices[mesh.faces[0, 0]] + mesh.vertices[mesh.faces[0, 1]]) / 2).tolist(),
    ]
    a, b, c = mesh.faces[0].tolist()
    new = len(points) - 1
    faces = [[a, new, c], [new, b, c], [a, b, new], *mesh.faces[1:].tolist()]
    found = printability(saved(tmp_path, _trimesh.Trimesh(points, faces, process=False)))
    assert (found["status"], found["metrics"]["degenerate_faces"]) == ("warning", 1)
    assert found["metrics"]["is_watertight"]


def test_thin_walls_are_measured_only_on_request(tmp_path: Path) -> None:
    """A plate of 0.45 mm is too thin for each printer; its size is the requested height, else 150 mm."""
    source = saved(tmp_path, SOUND["plate"]())
    assert "thin_walls" not in printability(source)
    for printer, least in (("fdm", 1.0), ("sla", 0.8), ("full_color", 2.0)):
        walls = printability(source, printer_type=printer)["thin_walls"]
        assert (walls["emulated"], walls["printer_type"], walls["min_wall_mm"]) == (True, printer, least)
        assert walls["thin_surface_percent"] > 98
        assert walls["thinnest_wall_mm"] == pytest.approx(0.45, rel=0.01)
    walls = printability(source, intended_print_height_mm=1000)["thin_walls"]
    assert (walls["printer_type"], walls["thin_surface_percent"], walls["thinnest_wall_mm"]) == ("fdm", 0, None)


def test_the_thin_part_of_a_model_is_measured(tmp_path: Path) -> None:
    """A fin of 0.5 mm on a cube of 50 mm: its share of the surface, and its thickness."""
    fin = box(50, 50, 0.5, middle=(49, 0, 0))
    source = saved(tmp_path, _trimesh.boolean.union([box(50, 50, 50), fin]))
    walls = printability(source, printer_type="fdm", intended_print_height_mm=50)["thin_walls"]
    thin = 2 * 49 * 50
    assert walls["thin_surface_percent"] == pytest.approx(100 * thin / read(source).area, rel=0.03)
    assert walls["thinnest_wall_mm"] == pytest.approx(0.5, rel=0.01)


def test_a_stl_has_its_own_size(tmp_path: Path) -> None:
    """One unit of an STL is a millimetre; a height has no effect, and a note reports it."""
    made = analyzed(saved(tmp_path, box(20, 20, 0.5), "stl"), intended_print_height_mm=500)
    assert made.values["printability"]["thin_walls"]["thinnest_wall_mm"] == pytest.approx(0.5, rel=0.01)
    assert any("intended_print_height_mm had no effect" in note for note in made.notes)


def test_thin_walls_of_an_open_model_are_not_measured(tmp_path: Path) -> None:
    """The answer and the notes give the reason."""
    made = analyzed(saved(tmp_path, BROKEN["holes"]()), printer_type="sla")
    assert "not a closed solid" in made.values["printability"]["thin_walls"]["reason"]
    assert any("repair it first" in note for note in made.notes)


def test_the_same_model_gives_the_same_answer(tmp_path: Path) -> None:
    """All but the time of the measurement."""
    source = saved(tmp_path, together(ball(0.5), box(1, 2, 0.002)))
    first, second = (printability(source, printer_type="fdm") for _ in range(2))
    assert first.pop("evaluated_at") <= second.pop("evaluated_at")
    assert first == second


def test_points_and_empty_scenes_are_refused(tmp_path: Path) -> None:
    """The error names the reason."""
    points = tmp_path / "points.obj"
    points.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\n")
    with pytest.raises(EngineError, match="no faces"):
        analyzed(points)
    empty = tmp_path / "empty.gltf"
    empty.write_text('{"asset": {"version": "2.0"}, "scenes": [{"nodes": []}], "scene": 0}')
    with pytest.raises(EngineError):
        analyzed(empty)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["Duck.glb", "Fox.glb", "spider.obj", "multibody.stl", "2CylinderEngine.glb"])
def test_models_of_others_are_judged_as_trimesh_judges(name: str) -> None:
    """Watertight or not is the same."""
    metrics = printability(CORPUS / name)["metrics"]
    assert metrics["is_watertight"] == read(CORPUS / name).is_watertight

"""What independent readers find in printable files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import manifold3d
import numpy as np
import trimesh
from meshwright.engine.json_object import Json
from meshwright.engine.printing.analyzing import analyze

_trimesh: Any = trimesh
_manifold: Any = manifold3d


def shape_of(path: Path) -> Any:
    """Return a model file as trimesh reads it, in millimetres, vertices at one position merged; it must be a solid.

    It is a solid for trimesh, for manifold3d, and for our own analysis.
    """
    mesh = merged(_trimesh.load(path, force="mesh"))
    if path.suffix == ".glb":
        mesh.apply_scale(1000)
    assert_solid(mesh)
    printability, _ = analyze(path, {}, evaluated_at=0)
    assert printability["error_count"] == 0, printability
    return mesh


def shape_of_3mf(path: Path) -> Any:
    """Return the only object of a 3MF as lib3mf reads it; it must be a solid."""
    import lib3mf

    model = lib3mf.get_wrapper().CreateModel()
    model.QueryReader("3mf").ReadFromFile(str(path))
    objects = model.GetMeshObjects()
    assert objects.Count() == 1
    assert objects.MoveNext()
    found = objects.GetCurrentMeshObject()
    vertices = [tuple(vertex.Coordinates) for vertex in found.GetVertices()]
    faces = [tuple(triangle.Indices) for triangle in found.GetTriangleIndices()]
    mesh = _trimesh.Trimesh(vertices, faces, process=False)
    assert_solid(mesh)
    return mesh


def assert_solid(mesh: Any) -> None:
    """Assert that a mesh is closed, wound outwards, and made of distinct bodies."""
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.volume > 0
    data = _manifold.Mesh64(mesh.vertices.astype(np.float64), mesh.faces.astype(np.uint64))
    solid = _manifold.Manifold(data)
    assert solid.status() == _manifold.Error.NoError
    assert solid.volume() > 0


def thin_percent(path: Path) -> float:
    """Return the share of a file's surface above walls of less than a millimetre, in percent, by our own analysis."""
    request: Json = {"printer_type": "fdm"}
    if path.suffix == ".glb":
        request["intended_print_height_mm"] = 1000 * float(_trimesh.load(path, force="mesh").extents[1])
    return float(analyze(path, request, evaluated_at=0)[0]["thin_walls"]["thin_surface_percent"])


def unzipped(path: Path) -> dict[str, bytes]:
    """Return the members of a zip file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_obj(members: dict[str, bytes]) -> Any:
    """Return the OBJ of a zip file as trimesh reads it, in its own units."""
    return merged(_trimesh.load(io.BytesIO(members["model.obj"]), file_type="obj", force="mesh"))


def merged(mesh: Any) -> Any:
    """Return a mesh whose vertices at one position are one vertex."""
    mesh.merge_vertices(merge_tex=True, merge_norm=True)
    return mesh

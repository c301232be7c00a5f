"""What readers that are not ours find in a model file; None where a reader is not installed."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

_trimesh: Any = trimesh
NODE_MODULES = Path(__file__).parents[2] / ".venv/node/node_modules"
_VALIDATE = """
const [, path] = process.argv;
require("gltf-validator").validateBytes(new Uint8Array(require("fs").readFileSync(path))).then(
  (report) => console.log(report.issues.numErrors));
"""


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def gltf_errors(glb: Path) -> int | None:
    """Count the errors that Khronos' validator finds."""
    if not (NODE_MODULES / "gltf-validator").is_dir() or shutil.which("node") is None:
        return None
    environment = os.environ | {"NODE_PATH": str(NODE_MODULES)}
    done = subprocess.run(["node", "-e", _VALIDATE, str(glb)], env=environment, capture_output=True, check=True)
    return int(done.stdout)


def usd_errors(usdz: Path) -> int | None:
    """Count what all validators of OpenUSD complain about."""
    if _module("pxr") is None:
        return None
    from pxr import Usd, UsdValidation  # type: ignore[import-not-found]

    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    return len(UsdValidation.ValidationContext(validators).Validate(Usd.Stage.Open(str(usdz))))


def fbx_faces(fbx: Path) -> tuple[int, int] | None:
    """Count the faces and the textures that ufbx finds."""
    if (ufbx := _module("ufbx")) is None:
        return None
    scene = ufbx.load_file(str(fbx))
    return sum(mesh.num_faces for mesh in scene.meshes), len(scene.textures)


def printable_faces(threemf: Path) -> int | None:
    """Count the triangles that lib3mf reads in strict mode, without a warning and closed; -1 otherwise."""
    if (lib3mf := _module("lib3mf")) is None:
        return None
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(str(threemf))
    count, meshes = 0, model.GetMeshObjects()
    while meshes.MoveNext():
        mesh = meshes.GetCurrentMeshObject()
        if not mesh.IsManifoldAndOriented() or reader.GetWarningCount():
            return -1
        count += mesh.GetTriangleCount()
    return count


def seen(path: Path) -> Any:
    """Return what trimesh reads, with corners at one place made one."""
    mesh = _trimesh.load(path, force="mesh", process=False)
    mesh.merge_vertices(merge_tex=True, merge_norm=True)
    return mesh


def is_watertight(path: Path) -> bool:
    """Return whether trimesh finds no hole."""
    mesh = seen(path)
    return bool(mesh.is_watertight and mesh.is_winding_consistent)


def overlaps(glb: Path, side: int = 256) -> float:
    """Return the share of covered texels that more than one face of a GLB covers, by drawing each face."""
    mesh = _trimesh.load(glb, force="mesh", process=False)
    corners = mesh.visual.uv[mesh.faces] * side
    count = np.zeros((side, side), int)
    for face in corners:
        low, high = np.floor(face.min(0)).astype(int).clip(0), np.ceil(face.max(0)).astype(int).clip(0, side)
        if (high <= low).any():
            continue
        x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
        (ax, ay), (bx, by), (cx, cy) = face
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if abs(area) < 1e-9:
            continue
        first = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / area
        second = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / area
        count[low[1] : high[1], low[0] : high[0]] += (first > 0) & (second > 0) & (first + second < 1)
    return float((count > 1).sum() / max((count > 0).sum(), 1))

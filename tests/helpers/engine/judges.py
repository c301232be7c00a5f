"""What readers that are not ours find in model files: Khronos' glTF validator, three.js, and lib3mf."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from helpers.places import ROOT, TESTS

NODE = shutil.which("node")
MODULES = ROOT / ".venv" / "node" / "node_modules"
_VALIDATE = """
const [, ...paths] = process.argv, fs = require("fs"), validator = require("gltf-validator");
(async () => {
  for (const path of paths) {
    const { issues } = await validator.validateBytes(new Uint8Array(fs.readFileSync(path)));
    console.log(JSON.stringify(issues.messages.filter((issue) => issue.severity === 0)));
  }
})();
"""


def needs(package: str) -> pytest.MarkDecorator:
    """Skip a test where node is missing, or a package that ``scripts/bootstrap`` could not install."""
    found = NODE is not None and (MODULES / package).is_dir()
    return pytest.mark.skipif(not found, reason=f"needs node, and {package} from scripts/bootstrap")


def gltf_errors(*paths: Path) -> list[list[dict[str, Any]]]:
    """Return the errors that Khronos' validator finds in each GLB."""
    return lines_of_node(["-e", _VALIDATE, *map(str, paths)])


def three_fbx(*paths: Path) -> list[dict[str, Any]]:
    """Return what three.js sees in each FBX."""
    return lines_of_node([str(TESTS / "helpers" / "engine" / "three_fbx.mjs"), str(MODULES), *map(str, paths)])


def three_bvh(path: Path, moments: Sequence[float]) -> list[dict[str, Any]]:
    """Return the length of a BVH, and the places of its joints as three.js plays them at some moments."""
    script = str(TESTS / "helpers" / "engine" / "three_bvh.mjs")
    return lines_of_node([script, str(MODULES), str(path), *map(str, moments)])


def lines_of_node(arguments: Sequence[str]) -> list[Any]:
    assert NODE is not None
    environment = os.environ | {"NODE_PATH": str(MODULES)}
    done = subprocess.run([NODE, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@frozen
class PrintedObject:
    """One object of a 3MF, in millimetres."""

    name: str
    triangles: int
    is_solid: bool
    """Manifold and oriented, by lib3mf."""
    lower: tuple[float, float, float]
    upper: tuple[float, float, float]
    materials: tuple[int, ...]
    """The number of triangles of each material, the most used first."""


@frozen
class Package:
    """A 3MF as lib3mf reads it, in its strict mode."""

    warnings: int
    objects: list[PrintedObject]
    colours: list[tuple[str, tuple[int, int, int]]]


def package(path: Path) -> Package:
    """Read a 3MF."""
    import lib3mf

    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(str(path))
    objects = []
    found = model.GetMeshObjects()
    while found.MoveNext():
        objects.append(_object(found.GetCurrentMeshObject()))
    colours = []
    groups = model.GetBaseMaterialGroups()
    while groups.MoveNext():
        group = groups.GetCurrentBaseMaterialGroup()
        for number in group.GetAllPropertyIDs():
            colour = group.GetDisplayColor(number)
            colours.append((group.GetName(number), (colour.Red, colour.Green, colour.Blue)))
    return Package(reader.GetWarningCount(), objects, colours)


def _object(mesh: Any) -> PrintedObject:
    box = mesh.GetOutbox()
    used = [properties.PropertyIDs[0] for properties in mesh.GetAllTriangleProperties()]
    counts = sorted((used.count(number) for number in set(used)), reverse=True)
    return PrintedObject(
        mesh.GetName(),
        mesh.GetTriangleCount(),
        mesh.IsManifoldAndOriented(),
        tuple(box.MinCoordinate),
        tuple(box.MaxCoordinate),
        tuple(counts),
    )

"""Draw models before and after a task of 3D printing, a row each: one view before, two after."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from PIL import Image, ImageDraw

TILE = 220
PAPER = (255, 255, 255)
SPACE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
PARTS = [(228, 87, 70), (76, 140, 230), (242, 180, 60), (96, 180, 110), (170, 110, 210)]
PARTS += [(120, 200, 210), (230, 130, 170), (140, 120, 90), (110, 110, 120), (190, 200, 80)]


def row(name: str, model: Path, result: dict[str, Any], folder: Path) -> Image.Image:
    """Return the views of one model."""
    from meshwright.engine.modelling.thumbnails import on_backdrop, render
    from meshwright.engine.reading import load_model

    before = load_model(model).model
    files = result["files"]["model_urls"]
    after = _coloured(folder / files["3mf"]) if set(files) == {"3mf"} else _parts(folder, files)
    views = [(before.mesh, before.atlas, 30.0), (*after, 30.0), (*after, 210.0)]
    strip = Image.new("RGB", (TILE * len(views), TILE), PAPER)
    for number, (mesh, atlas, azimuth) in enumerate(views):
        seen: Any = on_backdrop(render(mesh, atlas, azimuth=azimuth, elevation=25.0, side=TILE))
        strip.paste(Image.fromarray(seen), (number * TILE, 0))
    ImageDraw.Draw(strip).text((4, 2), name, fill=(60, 60, 60))
    return strip


def sheet(rows: list[Image.Image], columns: int = 2) -> Image.Image:
    """Return the rows in columns."""
    width, height = rows[0].size
    lines = -(-len(rows) // columns)
    whole = Image.new("RGB", (columns * (width + 8) - 8, lines * (height + 6) - 6), PAPER)
    for number, strip in enumerate(rows):
        column, line = divmod(number, lines)
        whole.paste(strip, (column * (width + 8), line * (height + 6)))
    return whole


def _parts(folder: Path, files: dict[str, str]) -> tuple[Any, Any]:
    """Return a model with a colour for each of its objects."""
    import trimesh
    from meshwright.engine.mesh import Mesh
    from meshwright.engine.reading import load_mesh

    name = next(name for key, name in files.items() if name and key != "mtl")
    if name.endswith("fbx"):
        mesh = load_mesh(folder / name)
        return _swatched(mesh, np.zeros(len(mesh.polygons), np.int64), PARTS[:1])
    loaded: Any = trimesh.load(folder / name)
    scene: Any = loaded if isinstance(loaded, trimesh.Scene) else trimesh.Scene(loaded)
    meshes = list(scene.geometry.values())
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)]).astype(np.int64)
    vertices = np.concatenate([mesh.vertices for mesh in meshes])
    if name.endswith("stl"):
        vertices = vertices[:, [0, 2, 1]] * (1, 1, -1)
    labels = np.repeat(np.arange(len(meshes)), [len(mesh.faces) for mesh in meshes])
    return _swatched(Mesh(vertices, faces), labels, PARTS)


def _coloured(path: Path) -> tuple[Any, Any]:
    """Return the mesh of a 3MF with the colours of its materials."""
    from meshwright.engine.mesh import Mesh

    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("3D/3dmodel.model"))
    colours = [base.attrib["displaycolor"] for base in root.iter(f"{SPACE}base")]
    points = np.array([[float(vertex.attrib[axis]) for axis in "xyz"] for vertex in root.iter(f"{SPACE}vertex")])
    faces = [[int(face.attrib[name]) for name in ("v1", "v2", "v3", "p1")] for face in root.iter(f"{SPACE}triangle")]
    corners = np.array(faces, np.int64)
    shown = [tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in colours]
    return _swatched(Mesh(points[:, [0, 2, 1]] * (1, 1, -1), corners[:, :3]), corners[:, 3], shown)


def _swatched(mesh: Any, labels: Any, colours: Any) -> tuple[Any, Any]:
    """Return a mesh of flat faces, each with one of the colours."""
    from meshwright.engine.mesh import Atlas, Mesh

    count = len(colours)
    pixels = np.repeat(np.repeat(np.array([colours], np.uint8), 4, axis=0), 4, axis=1)
    uv = np.stack([(np.arange(count) + 0.5) / count, np.full(count, 0.5)], 1)
    flat = Mesh(mesh.vertices[mesh.polygons].reshape(-1, 3), np.arange(3 * len(mesh.polygons)).reshape(-1, 3))
    return flat, Atlas(uv, (labels % count)[:, None].repeat(3, 1), pixels)

"""The files of a survey, by kind. DJI does not document its own layout; this one is ours, see ``docs/surveys.md``.

Maps are GeoTIFF, models OBJ, GLB, PLY and 3D Tiles, point clouds LAS and PLY, splats PLY.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from ..mesh import Model
from ..writers import write
from . import geotiff, ply
from .las import Cloud, Points, utm_records, write_las
from .relief import colours_at, relief_of
from .terrain import Terrain
from .tiles import write_tiles

PREVIEW: Final = 1600
MOST_POINTS: Final = 500_000
MOST_SPLATS: Final = 200_000
MOST_LIDAR: Final = 20_000_000
LAS_STEP: Final = 0.001
_UNCLASSIFIED: Final = 1
Files = dict[str, Path]


def write_map(terrain: Terrain, folder: Path) -> Files:
    """Write the files of a 2D job: the map, its heights if they were measured, and a small preview."""
    preview = folder / "preview.jpg"
    small = Image.fromarray(terrain.colours)
    small.thumbnail((PREVIEW, PREVIEW))
    if terrain.method == "contact sheet":
        small.save(folder / "contact_sheet.jpg", quality=88)
        return {"contact_sheet.jpg": folder / "contact_sheet.jpg"}
    small.save(preview, quality=88)
    grid, covered, said = terrain.grid, terrain.covered, description(terrain)
    geotiff.write_colours(folder / "orthophoto.tif", grid, terrain.colours, covered, said)
    files = {"orthophoto.tif": folder / "orthophoto.tif", preview.name: preview}
    if terrain.method == "photogrammetry":
        height = grid.place.height if grid.place else 0.0
        geotiff.write_heights(folder / "dsm.tif", grid, terrain.heights + height, covered, said)
        files["dsm.tif"] = folder / "dsm.tif"
    return files


def write_model(terrain: Terrain, folder: Path) -> Files:
    """Write the files of a 3D job: one textured surface, in four formats, in metres around its position."""
    mesh, atlas = relief_of(terrain)
    obj = folder / "obj"
    obj.mkdir(exist_ok=True)
    texture = obj / "texture.png"
    Image.fromarray(terrain.colours).save(texture, compress_level=4)
    model = Model(mesh, atlas, {"base_color": texture})
    files = {"obj/texture.png": texture}
    files |= {f"obj/{path.name}": path for path in write(model, obj, ["obj"]).values()}
    glb = write(model, folder, ["glb"])["glb"]
    files[glb.name] = glb
    said = description(terrain)
    tiles = write_tiles(glb, folder / "b3dm", mesh.vertices, terrain.grid.place, said)
    files |= {f"b3dm/{name}": path for name, path in tiles.items()}
    upright = mesh.vertices[:, [0, 2, 1]] * [1, -1, 1]
    ply.write_points(folder / "model.ply", upright, colours_at(terrain, atlas.uv), said, mesh.polygons)
    return files | {"model.ply": folder / "model.ply"}


def write_points(terrain: Terrain, folder: Path) -> Files:
    """Write points of the surface as LAS, in UTM if their position is known, and as PLY around that position."""
    points, colours, _ = terrain.thinned(MOST_POINTS)
    said, place = description(terrain), terrain.grid.place
    ply.write_points(folder / "points.ply", points, colours, said)
    placed = points if place is None else place.utm(points)
    kinds = np.full(len(points), _UNCLASSIFIED, np.uint8)
    block = Points(placed, np.zeros(len(points), np.uint16), kinds, colours.astype(np.uint16) * 257)
    offset = np.floor(placed.min(0))
    projection = [] if place is None else utm_records(place.utm_code)
    write_las(folder / "points.las", iter([block]), np.full(3, LAS_STEP), offset, projection)
    return {name: folder / name for name in ("points.las", "points.ply")}


def write_clouds(clouds: list[Cloud], folder: Path) -> Files:
    """Write the points of LAS files as one LAS 1.2, thinned evenly if there are too many."""
    every = max(1, -(-sum(cloud.count for cloud in clouds) // MOST_LIDAR))
    first = clouds[0]
    scale = np.minimum.reduce([np.abs(cloud.scale) for cloud in clouds])
    path = folder / "points.las"
    write_las(path, _all_points(clouds, every), scale, np.array(first.offset), first.projection)
    return {path.name: path}


def _all_points(clouds: list[Cloud], every: int) -> Iterator[Points]:
    for cloud in clouds:
        yield from cloud.blocks(every)


def write_splats(terrain: Terrain, folder: Path) -> Files:
    """Write points of the surface as round splats, as wide as the distance of the points; nothing is trained."""
    points, colours, apart = terrain.thinned(MOST_SPLATS)
    path = folder / "splats.ply"
    ply.write_splats(path, points, colours, apart * 0.6, f"{description(terrain)}; not trained")
    return {path.name: path}


def description(terrain: Terrain) -> str:
    """Return one line of ASCII that describes the file."""
    return f"EMULATED by meshwright: {terrain.method} of {terrain.photos} photos"

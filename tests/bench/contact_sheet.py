"""Pictures beside the models made of them, seen from four sides: ``python tests/bench/contact_sheet.py sheet.jpg``.

Each row is one object: the picture or pictures, then the model from the front right, from the right, from behind and
from above, as the engine's own thumbnails show it. All pictures are our own: the tests' drawings, and views
of a toy lorry made of boxes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("overlays", "generated", "tests")]

TILE = 160
SEEN_FROM = ((30.0, 15.0), (90.0, 0.0), (210.0, 15.0), (30.0, 55.0))
"""Azimuth and elevation, degrees."""
PAPER = (255, 255, 255)
LORRY = "lorry"


def drawn(folder: Path, names: Sequence[str]) -> list[tuple[str, list[Path]]]:
    """Draw objects of the tests, "robot" being the project's sample picture."""
    from helpers.engine.pictures import save
    from meshwright.engine.sample import sample_picture

    sets: list[tuple[str, list[Path]]] = []
    for name in names:
        path = folder / f"{name}.png"
        sets.append((name, [sample_picture(path) if name == "robot" else save(name, path, side=1024)]))
    return sets


def turntable(folder: Path) -> list[Path]:
    """Take pictures of a toy lorry, which is nowhere but here, from the front, the right, behind and the left."""
    import numpy as np
    from meshwright.engine.mesh import Atlas, Mesh
    from meshwright.engine.modelling.thumbnails import render

    bodies = [
        (_box((1.0, 0.35, 2.6), (0, 0.5, 0)), (70, 80, 95)),
        (_box((1.1, 0.95, 0.85), (0, 1.1, 0.85)), (215, 60, 50)),
        (_box((0.9, 0.4, 0.06), (0, 1.28, 1.28)), (150, 205, 235)),
        (_box((1.14, 0.35, 0.4), (0, 1.28, 0.95)), (150, 205, 235)),
        (_box((1.2, 1.2, 1.6), (0, 1.25, -0.45)), (245, 190, 65)),
        (_box((1.22, 0.16, 1.62), (0, 1.25, -0.45)), (60, 130, 90)),
        *((_wheel(x, z), (35, 35, 40)) for x in (-0.5, 0.5) for z in (-0.85, 0.85)),
    ]
    offsets = np.cumsum([0, *(len(body.vertices) for body, _ in bodies)])
    faces = np.concatenate([body.faces + start for (body, _), start in zip(bodies, offsets[:-1], strict=True)])
    mesh = Mesh(np.concatenate([body.vertices for body, _ in bodies]), faces.astype(np.int64))
    colours = np.repeat(np.array([[colour for _, colour in bodies]], np.uint8), 8, axis=1).repeat(8, axis=0)
    of_face = np.repeat(np.arange(len(bodies)), [len(body.faces) for body, _ in bodies])
    uv = np.stack([(np.arange(len(bodies)) + 0.5) / len(bodies), np.full(len(bodies), 0.5)], 1)
    atlas = Atlas(uv, of_face[:, None].repeat(3, 1), colours)
    paths = [folder / f"lorry_{quarter}.png" for quarter in range(4)]
    for quarter, path in enumerate(paths):
        Image.fromarray(render(mesh, atlas, azimuth=90.0 * quarter, elevation=0.0)).save(path)
    return paths


def _box(extents: tuple[float, ...], middle: tuple[float, ...]) -> Any:
    import trimesh

    return trimesh.creation.box(extents).apply_translation(middle)


def _wheel(x: float, z: float) -> Any:
    import trimesh

    turned: Any = trimesh.transformations.rotation_matrix(1.5708, [0, 1, 0])
    return trimesh.creation.cylinder(0.34, 0.22, transform=turned).apply_translation((x, 0.34, z))


def row(pictures: list[Path]) -> Image.Image:
    """Return one row of the sheet: the pictures in one tile, the model in four."""
    from meshwright.engine.modelling import image_to_3d as engine
    from meshwright.engine.modelling.texturing import textured
    from meshwright.engine.modelling.thumbnails import on_backdrop, render

    options = engine.ImageTo3DOptions()
    shots, outlines = engine._looked_at(pictures)
    mesh = engine._meshed(engine._shape(shots, outlines, options.symmetry_mode), options)
    atlas = textured(mesh, shots, options.texture_resolution)
    placed = engine._placed(mesh, options)
    tiles = [_together(pictures)]
    for azimuth, elevation in SEEN_FROM:
        seen: Any = on_backdrop(render(placed, atlas, azimuth=azimuth, elevation=elevation, side=TILE))
        tiles.append(Image.fromarray(seen))
    strip = Image.new("RGB", (TILE * len(tiles), TILE), PAPER)
    for number, tile in enumerate(tiles):
        strip.paste(tile, (number * TILE, 0))
    return strip


def _together(pictures: list[Path]) -> Image.Image:
    """Return one picture, or several in a square of four."""
    tile = Image.new("RGB", (TILE, TILE), PAPER)
    side = TILE if len(pictures) == 1 else TILE // 2
    for number, path in enumerate(pictures):
        with Image.open(path) as image:
            small = image.convert("RGBA")
            small.thumbnail((side - 4, side - 4))
            left, top = number % 2 * side, number // 2 * side
            tile.paste(small, (left + (side - small.width) // 2, top + (side - small.height) // 2), small)
    return tile


def sheet(sets: Sequence[tuple[str, list[Path]]], columns: int = 2) -> Image.Image:
    """Return the rows below each other, in columns."""
    rows = [row(pictures) for _, pictures in sets]
    width, height = rows[0].size
    columns = min(columns, len(rows))
    lines = -(-len(rows) // columns)
    whole = Image.new("RGB", (columns * width + (columns - 1) * 8, lines * (height + 8) - 8), PAPER)
    for number, (strip, (name, _)) in enumerate(zip(rows, sets, strict=True)):
        column, line = divmod(number, lines)
        place = column * (width + 8), line * (height + 8)
        whole.paste(strip, place)
        ImageDraw.Draw(whole).text((place[0] + 4, place[1] + 2), name, fill=(90, 90, 90))
    return whole


def main() -> None:
    """Draw, model, render and save."""
    from helpers.engine.pictures import OBJECTS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--objects", nargs="+", default=["robot", *OBJECTS, LORRY], help="names of drawn objects")
    parser.add_argument("--pictures", nargs="+", type=Path, help="your own pictures of one object in place of them")
    parser.add_argument("--columns", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = [("", asked.pictures)] if asked.pictures else drawn(folder, [o for o in asked.objects if o != LORRY])
        if LORRY in asked.objects and not asked.pictures:
            lorry = turntable(folder)
            sets += [("one of four pictures", lorry[:1]), ("four pictures", lorry)]
        sheet(sets, asked.columns).save(asked.target, quality=88, optimize=True)


if __name__ == "__main__":
    main()

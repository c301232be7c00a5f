"""Join solids into one mesh that remembers which solid each triangle is of, and paint it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from ..filters import blurred, interpolated
from ..mesh import Atlas, Floats, Ints, Mesh, Model
from ..modelling.bleeding import bled
from ..modelling.texture_files import write_textures
from ..modelling.texturing import Shot, textured
from ..modelling.thumbnails import write_thumbnail
from ..printing.palette import clustered
from ..printing.solids import Solid, bodies, mesh_of, union
from ..writers import write
from ..writers.glb import write_glb
from .files import LabFiles, in_metres

Colour = tuple[int, int, int]
_SWATCH: Final = 6  # pixels of a texture's corner, which the picture leaves free
_SWATCH_SIDE: Final = 16  # pixels: smaller ones would mix when a viewer shrinks the texture
_TEXTURE: Final = 1024
_SAMPLES: Final = 4  # across a block


def joined(parts: Sequence[Solid]) -> tuple[Mesh, Ints]:
    """Return the union of solids as a mesh, and the number of the part that each triangle is of."""
    originals = [part.as_original() for part in parts]
    number = {part.original_id(): index for index, part in enumerate(originals)}
    whole = union(originals)
    data = whole.to_mesh64()
    ends = np.asarray(data.run_index, np.int64) // 3
    return mesh_of(whole), np.repeat([number[run] for run in data.run_original_id], ends[1:] - ends[:-1])


def largest_body(solid: Solid) -> tuple[Solid, int]:
    """Return the largest body of a solid, and how many others it has."""
    parts = bodies(solid)
    return parts[0], len(parts) - 1


def projected(mesh: Mesh, shot: Shot, is_plain: Ints, plain: Colour) -> Atlas:
    """Return the atlas of a mesh of height 1 (see ``textured``) with a plain colour on some of its triangles."""
    atlas = textured(mesh, {"front": shot}, _TEXTURE)
    pixels = atlas.base_color.copy()
    pixels[-_SWATCH:, :_SWATCH] = plain
    swatch = _SWATCH / 2 / _TEXTURE
    polygons = np.where(is_plain[:, None] != 0, len(atlas.uv), atlas.polygons)
    return Atlas(np.concatenate([atlas.uv, [[swatch, swatch]]]), polygons, pixels)


def swatches(colours: Sequence[Colour], of_triangle: Ints) -> Atlas:
    """Return the atlas of a mesh each of whose triangles has one of a few colours."""
    pixels = np.array([colours], np.uint8).repeat(_SWATCH_SIDE, 0).repeat(_SWATCH_SIDE, 1)
    middle = (np.arange(len(colours)) + 0.5) / len(colours)
    uv = np.stack([middle, np.full(len(colours), 0.5)], 1)
    return Atlas(uv, np.repeat(np.asarray(of_triangle, np.int64)[:, None], 3, 1), pixels)


def write_painted(
    mesh: Mesh, atlas: Atlas, folder: Path, notes: Sequence[str], *, as_obj: bool = False, smooth: bool = True
) -> LabFiles:
    """Write a painted mesh of millimetres as GLB, in metres, and on request as OBJ, in millimetres; with a thumbnail.

    A mesh that is not smooth is shaded flat.
    """
    textures = write_textures(atlas, folder)
    path = folder / "model.glb"
    write_glb(Model(in_metres(mesh), atlas, textures), path, smooth=smooth)
    models = {"glb": path} | (write(Model(mesh, atlas, textures), folder, ["obj"]) if as_obj else {})
    thumbnail = write_thumbnail(Model(mesh if smooth else faceted(mesh), atlas), folder / "preview.png")
    return LabFiles(
        models={key: file.name for key, file in models.items()},
        textures={key: file.name for key, file in textures.items()},
        thumbnail=thumbnail.name,
        notes=tuple(notes),
    )


def upright(solid: Solid) -> Solid:
    """Return a solid that stands on the plate (Z up) with Y up."""
    return solid.rotate((-90, 0, 0))


def faceted(mesh: Mesh) -> Mesh:
    """Return a mesh of triangles none of which share vertices, so that it is drawn with sharp edges."""
    corners = mesh.triangles().ravel()
    return Mesh(mesh.vertices[corners], np.arange(len(corners)).reshape(-1, 3))


def block_colours(shot: Shot, middles: Floats, size: float, most: int) -> tuple[list[Colour], Ints]:
    """Return at most ``most`` colours, and the one that most of each block shows.

    Blocks are squares of a size around middles (n, 2), both in heights of the subject.
    """
    offset = (np.arange(_SAMPLES) + 0.5) / _SAMPLES - 0.5
    u, v = (np.repeat(part.reshape(1, -1), len(middles), 0) for part in np.meshgrid(offset * size, offset * size))
    u, v = u + middles[:, :1], v + middles[:, 1:]
    pixels = blurred(bled(shot.foreground).astype(np.float64), 0.5 * size / _SAMPLES * shot.frame.height)
    y = np.asarray(shot.frame.top + (1 - v) * shot.frame.height - 0.5)
    x = np.asarray(shot.frame.middle + u * shot.frame.height - 0.5)
    colours = np.stack([interpolated(pixels[..., channel], y, x) for channel in range(3)], -1).reshape(-1, 3)
    palette, label = clustered(colours.clip(0, 255).astype(np.uint8), np.ones(len(colours)), most)
    label = label.reshape(len(middles), -1)
    shown = np.stack([(label == number).sum(1) for number in range(len(palette))], 1).argmax(1)
    used, number = np.unique(shown, return_inverse=True)
    return [tuple(colour) for colour in palette[used].tolist()], np.asarray(number.reshape(-1), np.int64)

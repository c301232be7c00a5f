"""Reduce the texture of a model file to the colours of a few filaments, as a 3MF."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from attrs import frozen

from ..errors import EngineError
from ..json_object import Json
from ..mesh import Mesh, Pixels, are_proper
from ..reading import Loaded
from ..writers.threemf import Filaments, write_package
from .edges import areas, edges_of
from .painting import triangle_colours
from .palette import clustered
from .refining import MOST_FACES, Painted, refined
from .regions import flattened
from .source import read_painted

LONGEST_MM: Final = 75.0
"""The longest side of a result."""
DEFAULT_COLORS: Final = 4
DEFAULT_DEPTH: Final = 4
_CARTOON_DEPTH: Final = 4
_COARSE: Final = 2  # halvings of the longest side before those of max_depth


@frozen(kw_only=True)
class ColouredFile:
    """A 3MF and notes."""

    path: Path
    notes: tuple[str, ...]


def multi_color(source: Path, folder: Path, request: Json) -> ColouredFile:
    """Write the model with at most ``max_colors`` colours, 75 mm long."""
    cartoon = request.get("style", "realistic") == "cartoon"
    loaded = read_painted(source)
    surface, pixels = _surface(loaded, cartoon=cartoon)
    longest = float(np.ptp(surface.vertices, axis=0).max())
    depth = _CARTOON_DEPTH if cartoon else request.get("max_depth", DEFAULT_DEPTH)
    surface = refined(surface, pixels, longest / 2 ** (depth + _COARSE))
    area = areas(surface.vertices, surface.triangles)
    colours, labels = clustered(
        triangle_colours(pixels, surface.corners), area, request.get("max_colors", DEFAULT_COLORS)
    )
    if cartoon:
        labels = flattened(surface.vertices, surface.triangles, labels, area)
        kept, labels = np.unique(labels, return_inverse=True)
        colours = colours[kept]
    names = [f"Filament {number}" for number in range(1, len(colours) + 1)]
    filaments = Filaments(names, [tuple(colour) for colour in colours.tolist()], labels.reshape(-1))
    path = folder / "model.3mf"
    write_package(path, [("model", Mesh(surface.vertices, surface.triangles))], LONGEST_MM / longest, filaments)
    return ColouredFile(path=path, notes=tuple(_notes(surface, len(colours))))


def _surface(loaded: Loaded, *, cartoon: bool) -> tuple[Painted, Pixels]:
    """Return the triangles of a model with their texture; raises EngineError if the style needs another one."""
    if loaded.atlas is None or not (loaded.pictured or (cartoon and loaded.textured)):
        other = ' Vertex colors and plain materials are taken with style "cartoon".' if loaded.textured else ""
        raise EngineError(
            f"The model has no texture, which multi-color printing needs.{other}", code="model_missing_uv"
        )
    mesh = loaded.model.mesh.welded()
    corners = loaded.atlas.uv[loaded.atlas.polygons]
    proper = are_proper(mesh.polygons)
    if not proper.any():
        raise EngineError("The model has no surface: all of its faces are points or lines.")
    return Painted(mesh.vertices, mesh.polygons[proper], corners[proper]), loaded.atlas.base_color


def _notes(surface: Painted, colours: int) -> list[str]:
    notes = [
        f"The emulator reduced the texture to {colours} colors by k-means; each is a material of the 3MF.",
        "The file is the same for each printer_brand.",
    ]
    if not edges_of(surface.triangles).is_closed:
        notes.append("The surface is not closed; repair the model before it is printed.")
    if len(surface.triangles) > MOST_FACES / 4:
        notes.append(f"Borders of colors are as fine as {MOST_FACES} triangles allow.")
    return notes

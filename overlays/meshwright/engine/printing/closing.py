"""Close the surface of a model, so that every edge is shared by two faces and the inside is a solid.

Faces are turned to agree, holes are closed, overlapping bodies become one. A surface that cannot be closed like that is
rebuilt on a lattice. Colours and textures are not kept.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..errors import EngineError
from ..mesh import Floats, Ints, Mesh, are_proper
from .edges import areas, connected, edges_of
from .holes import filled
from .orientation import oriented, piece_volumes
from .printability import measure
from .rebuilding import rebuilt
from .solids import Solid, bodies, box, mesh_of, solid_of, union

SOUND: Final = 0
DEGENERATE: Final = 1
"""Closed, but with faces that have no area."""
BROKEN: Final = 2
_CLOSE: Final = 1e-5
"""Of the model's diagonal: open edges this close are one edge."""
_LOST: Final = 0.01
"""Of the surface: with more of it in pieces that enclose nothing, the model is rebuilt."""
_HOLLOW: Final = 1e-9
"""Of the cube of the diagonal: less volume is none."""
_SHORT: Final = (0.0, 1e-7, 1e-6, 1e-5, 1e-4)
"""Of the diagonal: edges shorter than one of these are collapsed, if the surface does not survive a file otherwise."""
_MOST_HOLES: Final = 10_000
"""With more holes it is a heap of triangles, which is rebuilt."""
_MOST_BODIES: Final = 400
"""With more bodies, their overlaps are left."""


@frozen(eq=False)
class Closed:
    """A closed mesh and what was done to get it."""

    mesh: Mesh
    notes: tuple[str, ...]


def closed(mesh: Mesh) -> Closed:
    """Return a closed mesh; raises EngineError if the model has no surface."""
    if flaws(mesh) == SOUND:
        return Closed(mesh, ("The model was already closed; only its format and textures changed.",))
    if (mended := _mended(mesh)) is not None and flaws(mended.mesh) < BROKEN:
        return mended
    if not float(areas(mesh.vertices, mesh.triangles()).sum()) > 0:
        raise EngineError("The model has no surface: all of its faces are points or lines.")
    made, cell = rebuilt(mesh)
    share = cell / float(np.ptp(mesh.vertices, axis=0).max())
    solid = solid_of(made)
    simple = made if solid is None else sound_mesh(solid.simplify(cell / 20))
    best = min((simple, made), key=flaws)
    note = (
        f"The surface could not be closed as it is, so it was rebuilt on a lattice of {share:.2%} of its longest side: "
    )
    return Closed(best, (note + "smaller details are lost, and open sheets are two to three times as thick.",))


def flaws(mesh: Mesh) -> int:
    """Return how a reader of the written file finds a mesh, as ``SOUND``, ``DEGENERATE`` or ``BROKEN``.

    Files hold 32 bits a number, and readers merge vertices that nearly coincide: both may make faces points or lines.
    """
    seen = Mesh(mesh.vertices.astype(np.float32).astype(np.float64), mesh.triangles()).welded()
    metrics = measure(seen)
    if metrics.errors or metrics.holes or not are_proper(seen.polygons).all() or solid_of(seen) is None:
        return BROKEN
    return DEGENERATE if metrics.degenerate_faces else SOUND


def sound_mesh(solid: Solid) -> Mesh:
    """Return the surface of a solid as a mesh that survives a file, with its shortest edges collapsed if need be."""
    diagonal = float(np.linalg.norm(np.ptp(box(solid), axis=0)))
    best, least = mesh_of(solid), BROKEN + 1
    for share in _SHORT:
        mesh = _collapsed(best, share * diagonal)
        if (found := flaws(mesh)) < least:
            best, least = mesh, found
        if least == SOUND:
            break
    return best


def _collapsed(mesh: Mesh, length: float) -> Mesh:
    """Return a mesh without edges shorter than ``length``: their ends become one vertex."""
    ends = edges_of(mesh.polygons).ends
    short = ends[np.linalg.norm(mesh.vertices[ends[:, 0]] - mesh.vertices[ends[:, 1]], axis=1) < length]
    if not len(short):
        return mesh
    group = connected(short, len(mesh.vertices))[1]
    first = np.unique(group, return_index=True)[1]
    triangles = first[group][mesh.polygons]
    triangles = triangles[are_proper(triangles)]
    corners = np.sort(triangles, axis=1)  # two faces back to back are left of a needle: both go
    _, index, count = np.unique(corners, axis=0, return_inverse=True, return_counts=True)
    return Mesh(mesh.vertices, triangles[count[index.reshape(-1)] == 1])


def _mended(mesh: Mesh) -> Closed | None:
    """Return the mesh with its faces turned and its holes closed; None if that does not make a solid."""
    triangles = _distinct(mesh.triangles())
    if not len(triangles) or (edges := edges_of(triangles)).non_manifold or edges.holes() > _MOST_HOLES:
        return None
    if (turned := oriented(mesh.vertices, triangles)) is None:
        return None
    triangles, dropped = turned[0], len(mesh.polygons) - len(triangles)
    diagonal = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    notes = [f"{dropped} faces without an area or a second time were removed."] if dropped else []
    solid = solid_of(Mesh(mesh.vertices, triangles), merge_within=_CLOSE * diagonal)
    if solid is None:
        triangles, holes = filled(mesh.vertices, triangles)
        notes.append(f"{holes} holes were closed.")
        solid = _solid_pieces(mesh.vertices, triangles, diagonal)
    if solid is None:
        return None
    parts = bodies(solid)
    if 1 < len(parts) <= _MOST_BODIES:
        solid = union(parts)
        if (left := len(bodies(solid))) < len(parts):
            notes.append(f"{len(parts)} overlapping bodies became {left}.")
    return Closed(sound_mesh(solid), tuple(notes or ["Faces were turned so that all agree."]))


def _solid_pieces(vertices: Floats, triangles: Ints, diagonal: float) -> Solid | None:
    """Return the solid inside closed triangles, without pieces that enclose nothing; None if these are too many."""
    if (turned := oriented(vertices, triangles)) is None:
        return None
    triangles, piece = turned
    hollow = np.abs(piece_volumes(vertices, triangles, piece)) < _HOLLOW * diagonal**3
    area = areas(vertices, triangles)
    lost = hollow[piece]
    if area[lost].sum() > _LOST * area.sum():
        return None
    return solid_of(Mesh(vertices, triangles[~lost]))


def _distinct(triangles: Ints) -> Ints:
    """Return the triangles with three corners, each once, turned or not."""
    proper = triangles[are_proper(triangles)]
    first = np.unique(np.sort(proper, axis=1), axis=0, return_index=True)[1]
    return proper[np.sort(first)]

"""Give an existing model other faces near a number: triangles by decimation, quads by the surface nets of its field.

A mesh with holes has no field, and a very thin one no lattice: there each triangle becomes three quads.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from ..mesh import Floats, Ints, Mesh, Model, distinct
from .baking import baked, of_nearest
from .decimation import decimated, remeshed
from .nearest import Surface
from .solid import solid
from .unwrapping import unwrapped

SPLIT: Final = "The model has holes or is very thin, so its quads are triangles cut in three."
REBUILT: Final = "The model has too many parts for its target, so it was rebuilt from its volume."
_TOO_MANY: Final = 1.5  # times the requested triangles, where decimation stopped at the borders of parts
_SIDES: Final = 1024, 2048
_TOO_FEW: Final = 0.6  # of the requested quads: the lattice missed most of the shape


def with_faces(mesh: Mesh, topology: Literal["triangle", "quad"], target: int, notes: list[str]) -> Mesh:
    """Return a welded mesh with about ``target`` faces; closed if it was."""
    mesh = _without_doubles(mesh)
    if topology == "triangle":
        simple = decimated(mesh, target)
        if len(simple.polygons) <= _TOO_MANY * target or (field := solid(mesh)) is None:
            return simple
        notes.append(REBUILT)
        return _snapped(remeshed(field, "triangle", target), mesh)
    if (field := solid(mesh)) is not None:
        quads = _snapped(remeshed(field, "quad", target), mesh)
        if len(quads.polygons) > _TOO_FEW * target:
            return quads
    notes.append(SPLIT)
    return _split(decimated(mesh, max(target // 3, 4)))


def repainted(mesh: Mesh, source: Model) -> Model:
    """Return a mesh with the colours of the nearest points of a textured model, in a new atlas."""
    assert source.atlas is not None  # the caller has a textured model
    smallest, largest = _SIDES
    side = min(max(smallest, *source.atlas.base_color.shape[:2]), largest)
    return Model(mesh, baked(mesh, unwrapped(mesh, side), side, of_nearest(mesh, source)))


def _without_doubles(mesh: Mesh) -> Mesh:
    """Return a mesh of triangles without those that have no area and those that are there twice."""
    a, b, c = mesh.triangles().T
    triangles = mesh.triangles()[(a != b) & (b != c) & (c != a)]
    first, _ = distinct(np.sort(triangles, axis=1))
    return Mesh(mesh.vertices, triangles[first])


def _split(mesh: Mesh) -> Mesh:
    """Cut each triangle into three quads that meet in its middle."""
    triangles, count = mesh.polygons, len(mesh.vertices)
    following = np.roll(triangles, -1, axis=1)
    keys = np.minimum(triangles, following) * count + np.maximum(triangles, following)
    edges, edge = np.unique(keys, return_inverse=True)
    edge = count + edge.reshape(-1, 3)
    centre = count + len(edges) + np.arange(len(triangles))
    halves = (mesh.vertices[edges // count] + mesh.vertices[edges % count]) / 2
    points = np.concatenate([mesh.vertices, halves, mesh.vertices[triangles].mean(1)])
    quads = [np.stack([triangles[:, k], edge[:, k], centre, edge[:, k - 1]], 1) for k in range(3)]
    return Mesh(points, np.stack(quads, 1).reshape(-1, 4).astype(np.int64))


def _snapped(mesh: Mesh, source: Mesh) -> Mesh:
    """Move vertices onto the surface that they stand for, unless that is farther than half an edge."""
    nearest = Surface.of(source).nearest(mesh.vertices).points
    limit = _edge_length(mesh.vertices, mesh.polygons) / 2
    is_near = np.linalg.norm(nearest - mesh.vertices, axis=1) < limit
    return Mesh(np.where(is_near[:, None], nearest, mesh.vertices), mesh.polygons)


def _edge_length(vertices: Floats, polygons: Ints) -> float:
    return float(np.linalg.norm(vertices[polygons] - vertices[np.roll(polygons, -1, axis=1)], axis=2).mean())

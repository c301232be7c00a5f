"""The edges of a triangle mesh and the faces next to them: what makes a surface closed, torn or branched."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from scipy import sparse as _untyped

from ..mesh import Floats, Ints

_sparse = _untyped


@frozen(eq=False)
class Edges:
    """The distinct edges of triangles: their ends (n, 2), lower index first, and how many faces use each."""

    ends: Ints
    uses: Ints
    of_face: Ints
    """The edge of each side of each face, (m, 3); side k runs from corner k to the next."""

    @property
    def is_closed(self) -> bool:
        """Return whether each edge has exactly two faces."""
        return len(self.uses) > 0 and bool((self.uses == 2).all())

    @property
    def non_manifold(self) -> int:
        """Return how many edges have more than two faces."""
        return int((self.uses > 2).sum())

    def holes(self) -> int:
        """Return how many separate borders the surface has."""
        border = self.ends[self.uses == 1]
        if not len(border):
            return 0
        points, corners = np.unique(border, return_inverse=True)
        return connected(corners.reshape(-1, 2), len(points))[0]


def edges_of(triangles: Ints) -> Edges:
    """Return the edges of triangles (m, 3) whose corners differ."""
    sides = np.stack([triangles, np.roll(triangles, -1, axis=1)], -1).reshape(-1, 2)
    count = int(triangles.max()) + 1 if len(triangles) else 1
    keys = sides.min(1) * count + sides.max(1)
    found, index, uses = np.unique(keys, return_inverse=True, return_counts=True)
    ends = np.stack(np.divmod(found, count), 1)
    return Edges(ends, uses.astype(np.int64), index.reshape(-1, 3))


def neighbours(edges: Edges) -> tuple[Ints, Ints]:
    """Return pairs of faces that share an edge of exactly two faces, (n, 2), and the sides of each, (n, 2)."""
    order = np.argsort(edges.of_face.ravel(), kind="stable")
    shared = np.repeat(edges.uses == 2, edges.uses)
    face, side = np.divmod(order[shared].reshape(-1, 2), 3)
    return face, side


def connected(pairs: Ints, count: int) -> tuple[int, Ints]:
    """Return how many groups the pairs (n, 2) of ``count`` things make, and the group of each thing."""
    graph = _sparse.coo_matrix((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    groups, labels = _sparse.csgraph.connected_components(graph, directed=False)
    return int(groups), np.asarray(labels, np.int64)


def areas(vertices: Floats, triangles: Ints) -> Floats:
    """Return the area of each triangle."""
    return np.asarray(np.linalg.norm(crosses(vertices, triangles), axis=1) / 2)


def crosses(vertices: Floats, triangles: Ints) -> Floats:
    """Return the normal of each triangle, twice its area long."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    return np.asarray(np.cross(b - a, c - a))


def volume(vertices: Floats, triangles: Ints) -> float:
    """Return the volume inside a closed surface; negative if it is inside out."""
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    return float((a * np.cross(b, c)).sum() / 6)

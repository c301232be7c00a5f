"""Give a mesh more triangles without changing its surface: its longest edges are halved, round by round.

An edge is halved when it is the longest of all triangles at it, so triangles stay well-shaped and no hole appears
(Rivara, 1984). A closed mesh gets any even number.
"""

from __future__ import annotations

import numpy as np

from ..mesh import Ints, Mesh


def subdivided(mesh: Mesh, target: int) -> Mesh:
    """Return a mesh of triangles with at most ``target`` of them, as near as its edges allow."""
    vertices, triangles = mesh.vertices, mesh.triangles()
    while len(triangles) < target:
        ends, edge = _edges(triangles, len(vertices))
        length = np.linalg.norm(vertices[ends[:, 0]] - vertices[ends[:, 1]], axis=1)
        rank = np.empty(len(ends), np.int64)
        rank[np.argsort(length, kind="stable")] = np.arange(len(ends))  # no two edges are equally long
        side = rank[edge].argmax(1)
        longest = edge[np.arange(len(edge)), side]
        users = np.bincount(edge.ravel(), minlength=len(ends))
        ready = np.flatnonzero(np.bincount(longest, minlength=len(ends)) == users)
        ready = ready[np.argsort(-rank[ready])]
        ready = ready[np.cumsum(users[ready]) <= target - len(triangles)]
        if not len(ready):
            break
        middle = np.full(len(ends), -1)
        middle[ready] = len(vertices) + np.arange(len(ready))
        vertices = np.concatenate([vertices, vertices[ends[ready]].mean(1)])
        triangles = _halved(triangles, middle[longest], side)
    return Mesh(vertices, triangles)


def _edges(triangles: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the two ends of each edge, and the edges of each triangle, the one from its first corner first."""
    following = np.roll(triangles, -1, axis=1)
    keys = np.minimum(triangles, following) * count + np.maximum(triangles, following)
    edges, edge = np.unique(keys, return_inverse=True)
    return np.stack([edges // count, edges % count], 1), edge.reshape(-1, 3).astype(np.int64)


def _halved(triangles: Ints, middle: Ints, side: Ints) -> Ints:
    """Cut the triangles that have a middle, from there to the corner opposite of that side."""
    cut = middle >= 0
    start, end, apex = (triangles[cut, (side[cut] + step) % 3] for step in range(3))
    first, second = np.stack([start, middle[cut], apex], 1), np.stack([middle[cut], end, apex], 1)
    return np.concatenate([triangles[~cut], first, second])

"""Which polygons of a mesh share an edge; open edges and edges of three polygons are allowed."""

from __future__ import annotations

import numpy as np

from ..mesh import Floats, Ints, Mesh


def neighbours(mesh: Mesh) -> tuple[Ints, Ints]:
    """Return the pairs of polygons that share an edge, as two arrays."""
    polygons, sides = mesh.polygons.shape
    following = np.roll(mesh.polygons, -1, axis=1)
    low, high = np.minimum(mesh.polygons, following), np.maximum(mesh.polygons, following)
    keys = (low * len(mesh.vertices) + high).ravel()
    order = np.argsort(keys, kind="stable")
    owner, sorted_keys = np.repeat(np.arange(polygons), sides)[order], keys[order]
    same = sorted_keys[1:] == sorted_keys[:-1]
    return owner[:-1][same], owner[1:][same]


def agreed(mesh: Mesh, score: Floats, rounds: int = 6) -> Ints:
    """Return the best of several choices for each polygon after a vote among neighbours, because single differing
    polygons would show as specks.
    """
    first, second = neighbours(mesh)
    best: Ints = score.argmax(1)
    for _ in range(rounds):
        votes = 0.8 * score + 0.6 * np.eye(score.shape[1])[best]
        np.add.at(votes, (first, best[second]), 1.0)
        np.add.at(votes, (second, best[first]), 1.0)
        best = votes.argmax(1)
    return best

"""Turn the faces of a mesh so that neighbours agree on which side is outside."""

from __future__ import annotations

import numpy as np

from ..mesh import Floats, Ints
from .edges import connected, edges_of, neighbours


def oriented(vertices: Floats, triangles: Ints) -> tuple[Ints, Ints] | None:
    """Return the triangles, turned, and the piece of surface that each belongs to; None for a one-sided surface.

    A piece keeps the direction of most of its faces. Faces are nodes twice, as they are and turned: if a face is
    connected with itself turned, the surface has one side only.
    """
    count = len(triangles)
    face, side = neighbours(edges_of(triangles))
    starts = triangles[face, side]
    agree = starts[:, 0] != starts[:, 1]  # neighbours that agree pass their edge in opposite directions
    other = np.where(agree, face[:, 1], face[:, 1] + count)
    turned = np.where(agree, face[:, 1] + count, face[:, 1])
    pairs = np.concatenate([np.stack([face[:, 0], other], 1), np.stack([face[:, 0] + count, turned], 1)])
    groups, labels = connected(pairs, 2 * count)
    as_is, reversed_ = labels[:count], labels[count:]
    if (as_is == reversed_).any():
        return None
    size = np.bincount(as_is, minlength=groups)
    flip = size[as_is] < size[reversed_]
    same = (size[as_is] == size[reversed_]) & (as_is > reversed_)
    result = np.where((flip | same)[:, None], triangles[:, ::-1], triangles)
    piece = np.unique(np.minimum(as_is, reversed_), return_inverse=True)[1].reshape(-1)
    return outward(vertices, result, piece), piece


def outward(vertices: Floats, triangles: Ints, piece: Ints) -> Ints:
    """Turn each piece that is inside out, except one inside another piece: that is a cavity."""
    volumes = piece_volumes(vertices, triangles, piece)
    low, high = (
        np.stack([_extreme(reduce, vertices[triangles], piece, axis, len(volumes)) for axis in range(3)], 1)
        for reduce in (np.minimum, np.maximum)
    )
    solid = np.nonzero(volumes > 0)[0]
    flip = np.zeros(len(volumes), bool)
    for number in np.nonzero(volumes < 0)[0]:
        around = solid[volumes[solid] > -volumes[number]]
        inside = ((low[around] <= low[number]) & (high[around] >= high[number])).all(1)
        flip[number] = not inside.any()
    return np.where(flip[piece][:, None], triangles[:, ::-1], triangles)


def piece_volumes(vertices: Floats, triangles: Ints, piece: Ints) -> Floats:
    """Return the volume inside each piece; it means something for closed ones only."""
    a, b, c = (vertices[triangles[:, corner]] - vertices.mean(0) for corner in range(3))
    sixfold = (a * np.cross(b, c)).sum(1)
    return np.asarray(np.bincount(piece, sixfold / 6, minlength=int(piece.max()) + 1), np.float64)


def _extreme(reduce: np.ufunc, corners: Floats, piece: Ints, axis: int, count: int) -> Floats:
    start = np.inf if reduce is np.minimum else -np.inf
    found = np.full(count, start)
    reduce.at(found, piece, reduce.reduce(corners[:, :, axis], axis=1))
    return found

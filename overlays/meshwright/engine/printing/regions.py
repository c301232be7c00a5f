"""Make flat regions of labelled triangles: single ones follow their neighbours, and small regions join the one that
they border on most.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..mesh import Floats, Ints
from .edges import connected, edges_of, neighbours

_ROUNDS: Final = 4
_SMALL: Final = 0.002  # of the surface


def flattened(vertices: Floats, triangles: Ints, labels: Ints, area: Floats) -> Ints:
    """Return the labels with calm borders and without small regions."""
    pairs, sides = neighbours(edges_of(triangles))
    start, end = triangles[pairs[:, 0], sides[:, 0]], triangles[pairs[:, 0], (sides[:, 0] + 1) % 3]
    length = np.linalg.norm(vertices[start] - vertices[end], axis=1)
    for _ in range(_ROUNDS):
        labels = _majority(pairs, length, labels)
    return _merged(pairs, labels, area)


def _majority(pairs: Ints, length: Floats, labels: Ints) -> Ints:
    """Give each triangle the label along most of its border; its own counts half the border more."""
    votes = np.zeros((len(labels), int(labels.max()) + 1))
    for own, other in (pairs.T, pairs.T[::-1]):
        np.add.at(votes, (own, labels[other]), length)
    votes[np.arange(len(labels)), labels] += votes.sum(1) / 2
    return np.asarray(votes.argmax(1), np.int64)


def _merged(pairs: Ints, labels: Ints, area: Floats) -> Ints:
    """Relabel small regions, the smallest first, after the neighbour with the longest border."""
    same = pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]]
    count, region = connected(same, len(labels))
    size = np.bincount(region, area, minlength=count)
    label_of = np.zeros(count, np.int64)
    label_of[region] = labels
    border = region[pairs][labels[pairs[:, 0]] != labels[pairs[:, 1]]]
    sides = np.concatenate([border, border[:, ::-1]])
    order = np.argsort(sides[:, 0], kind="stable")
    starts = np.searchsorted(sides[order, 0], np.arange(count + 1))
    for small in np.argsort(size, kind="stable"):
        if size[small] >= _SMALL * area.sum():
            break
        around = sides[order[starts[small] : starts[small + 1]], 1]
        if len(around):
            label_of[small] = np.bincount(label_of[around]).argmax()
    return label_of[region]

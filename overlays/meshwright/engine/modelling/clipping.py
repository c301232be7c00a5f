"""Clip triangles at the camera plane, because dividing by w would turn them inside out (Sutherland-Hodgman, 1974).

Only the camera's own plane clips: parts outside the picture cover no pixels anyway.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Floats, Ints

_NEAREST: Final = 1e-6  # of the largest coordinate: closer points lose all digits on the screen


@frozen(eq=False)
class InFront:
    """The corners of triangles in clip space (m, 3, 4), the source triangle of each, and where it was cut.

    The last ``len(shares)`` triangles are pieces; row by row, ``shares`` (k, 3, 3) are their corners as weights of the
    corners of the triangle they came from.
    """

    corners: Floats
    source: Ints
    shares: Floats

    def of_source(self, triangle: Ints, weights: Floats) -> Floats:
        """Return weights (n, 3) of corners converted to weights of the corners of the source triangles."""
        piece = triangle - (len(self.source) - len(self.shares))
        cut = piece >= 0
        if not cut.any():
            return weights
        result = weights.copy()
        result[cut] = np.einsum("ni,nij->nj", weights[cut], self.shares[piece[cut]])
        return result


def in_front(points: Floats, triangles: Ints) -> InFront:
    """Return the parts of triangles (m, 3) of points in clip space (n, 4) that are in front of the camera."""
    w = points[:, 3]
    least = _NEAREST * float(np.abs(points[:, [0, 1, 3]]).max(initial=0.0))
    before = (w > least)[triangles]
    whole = np.nonzero(before.all(1))[0]
    pieces, sources = [np.zeros((0, 3, 3))], [np.zeros(0, np.int64)]
    for corner in range(3):
        turned = np.roll(np.arange(3), -corner)
        first, second, third = (before[:, one] for one in turned)
        for chosen, make in ((first & ~second & ~third, _tips), (~first & second & third, _stumps)):
            crossed = np.nonzero(chosen)[0]
            heights = w[triangles[crossed][:, turned]] - least
            for part in make(heights):
                shares = np.zeros_like(part)
                shares[:, :, turned] = part
                pieces.append(shares)
                sources.append(crossed)
    shares, cut = np.concatenate(pieces), np.concatenate(sources)
    corners = np.concatenate([points[triangles[whole]], shares @ points[triangles[cut]]])
    return InFront(corners, np.concatenate([whole, cut]), shares)


def _crossing(heights: Floats, start: int, end: int) -> Floats:
    """Return the weights (n, 3) of the point on an edge whose height is zero."""
    part = heights[:, start] / (heights[:, start] - heights[:, end])
    weights = np.zeros((len(heights), 3))
    weights[:, start], weights[:, end] = 1 - part, part
    return weights


def _tips(heights: Floats) -> list[Floats]:
    """Return the one piece of triangles of which only the first corner is in front of the camera."""
    corner = np.tile(np.eye(3)[0], (len(heights), 1))
    return [np.stack([corner, _crossing(heights, 0, 1), _crossing(heights, 0, 2)], 1)]


def _stumps(heights: Floats) -> list[Floats]:
    """Return the two pieces of triangles of which only the first corner is behind the camera."""
    second, third = (np.tile(np.eye(3)[corner], (len(heights), 1)) for corner in (1, 2))
    from_second, from_third = _crossing(heights, 1, 0), _crossing(heights, 2, 0)
    return [np.stack([second, third, from_third], 1), np.stack([second, from_third, from_second], 1)]

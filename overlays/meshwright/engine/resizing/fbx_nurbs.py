"""Points on the NURBS surfaces of FBX: the control points are not on the surface, so its box is measured on sampled
points.

Refuses nothing: a surface whose numbers do not fit together is measured by its control points, with a note.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import BSpline

from .box import Floats
from .fbx_numbers import Rows, integers, vectors
from .fbx_tree import Node

# 32 steps a span miss the edge of a sphere by less than one part in ten thousand.
_STEPS = 32
_MOST_SAMPLES = 2_000_000
_HIGHEST_ORDER = 32

POINTS_PER_CONTROL = _STEPS * _STEPS
"""How many points of a surface are measured for each of its control points, about and at most."""


def surface_points(node: Node, controls: Floats, notes: list[str]) -> Floats:
    """Return points (n, 3) on a NURBS surface, a dense grid over its whole domain.

    ``controls``: its control points (n, 3), wherever shapes and bones have taken them.
    """
    weights = vectors(node.child_numbers("Points"), 4)[:, 3:]
    points = _sampled(node, np.hstack([controls * weights, weights]))
    if points is None:
        notes.append(
            "A NURBS surface is incomplete and was measured by its control points, which may be off its surface."
        )
        return controls
    return points


def _sampled(node: Node, homogeneous: Floats) -> Floats | None:
    orders, sizes = integers(node.child_numbers("NurbsSurfaceOrder")), integers(node.child_numbers("Dimensions"))
    form = node.child("Form")
    if len(orders) < 2 or len(sizes) < 2 or sizes[0] * sizes[1] != len(homogeneous):
        return None
    if not (np.isfinite(homogeneous).all() and (sizes > 0).all() and _are_orders(orders)):
        return None
    grid = homogeneous.reshape(int(sizes[1]), int(sizes[0]), 4)  # the first direction runs fastest
    for axis, (place, name) in ((1, (0, "KnotVectorU")), (0, (1, "KnotVectorV"))):
        knots = node.child_numbers(name).astype(np.float64)
        order = int(orders[place])
        closing = form.value(place) if form is not None else None
        wrapped = {b"Periodic": order - 1, b"Closed": 1}.get(closing, 0) if isinstance(closing, bytes) else 0
        count = grid.shape[axis] + wrapped
        if count < order or not _are_knots(knots, count, order):
            return None
        grid = np.take(grid, np.arange(count) % grid.shape[axis], axis)
        places = _places(knots[order - 1 : count + 1], _MOST_SAMPLES // max(1, grid.size // 4 // count))
        grid = np.asarray(BSpline(knots, grid, order - 1, axis=axis)(places))
    weights = grid[..., 3:]
    return np.ascontiguousarray((grid[..., :3] / weights).reshape(-1, 3)) if (weights > 0).all() else None


def _are_knots(knots: Floats, count: int, order: int) -> bool:
    """Return whether knots fit the control points, never fall, and have a domain of some length."""
    if len(knots) != count + order or not np.isfinite(knots).all() or (np.diff(knots) < 0).any():
        return False
    return bool(knots[order - 1] < knots[count])


def _are_orders(orders: Rows) -> bool:
    return bool(((orders > 1) & (orders <= _HIGHEST_ORDER)).all())


def _places(knots: Floats, most: int) -> Floats:
    """Return the knots of the domain and places between them, fewer where a surface has very many spans."""
    steps = max(1, min(_STEPS, most // max(1, len(knots))))
    between = np.arange(steps) / steps
    places = (knots[:-1, None] + np.diff(knots)[:, None] * between).ravel()
    return np.unique(np.append(places, knots[-1]))

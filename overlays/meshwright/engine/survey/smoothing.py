"""Choose one of many levels per cell so that neighbours agree: semi-global matching (Hirschmüller 2008), four ways.

A step of one level costs little and any other much, which keeps slopes and the edges of roofs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..mesh import Floats

_SMALL: Final = np.float32(0.08)
_LARGE: Final = np.float32(0.45)
Costs = NDArray[np.float32]


def smooth_choice(costs: Costs, progress: Callable[[float], None]) -> Floats:
    """Return the chosen level (h, w), as a fraction between levels, for costs (levels, h, w)."""
    total = np.zeros_like(costs)
    directions = [(axis, back) for axis in (1, 2) for back in (False, True)]
    for number, (axis, back) in enumerate(directions):
        _add_paths(np.moveaxis(costs, axis, 0), np.moveaxis(total, axis, 0), back)
        progress((number + 1) / len(directions))
    level = total.argmin(0).clip(1, len(total) - 2)
    before, here, after = (np.take_along_axis(total, (level + by)[None], 0)[0] for by in (-1, 0, 1))
    bend = np.maximum(before - 2 * here + after, 1e-6)
    return np.asarray(level + (0.5 * (before - after) / bend).clip(-0.5, 0.5), np.float64)


def _add_paths(costs: Costs, total: Costs, back: bool) -> None:
    """Add, line by line, the least cost of a path that comes from one side; both are (lines, levels, cells)."""
    lines = range(len(costs) - 1, -1, -1) if back else range(len(costs))
    path = np.zeros_like(costs[0])
    for line in lines:
        best = path.min(0)
        reached = np.minimum(path, best + _LARGE)
        np.minimum(reached[1:], path[:-1] + _SMALL, out=reached[1:])
        np.minimum(reached[:-1], path[1:] + _SMALL, out=reached[:-1])
        path = costs[line] + reached - best
        total[line] += path

"""Find nearest points in a plane with scipy's tree, and declare the types that scipy does not."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import spatial as _untyped

from ..mesh import Floats, Ints

_spatial: Any = _untyped


def nearest_places(wanted: Floats, places: Floats, count: int) -> tuple[Floats, Ints]:
    """Return distances and indices (n, count) of the nearest of ``places`` (m, 2) to each wanted one, nearest first."""
    distance, index = _spatial.KDTree(places).query(wanted, k=list(range(1, count + 1)))
    return np.asarray(distance, np.float64), np.asarray(index, np.int64)

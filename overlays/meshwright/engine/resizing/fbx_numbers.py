"""Numbers of FBX records as rows of vectors and as indices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .box import Floats

Rows = NDArray[np.int64]


def vectors(numbers: NDArray[np.number], width: int = 3) -> Floats:
    """Return numbers as float64 rows of a width; an incomplete row at the end is left out."""
    whole = len(numbers) // width * width
    return numbers[:whole].astype(np.float64).reshape(-1, width)


def integers(numbers: NDArray[np.number]) -> Rows:
    """Return numbers as int64; those that are not finite become -1e9, which no list is long enough for."""
    if numbers.dtype.kind == "f":
        numbers = np.nan_to_num(numbers, nan=-1e9, posinf=-1e9, neginf=-1e9).clip(-(2**53), 2**53)
    return numbers.astype(np.int64)

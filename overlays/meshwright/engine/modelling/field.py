"""A shape as a scalar field: a number at every point of a box, positive inside the object."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..mesh import Floats


class Field(Protocol):
    """An object of height 1 above y = 0, centred at x = z = 0; the box (low, high) contains it."""

    @property
    def low(self) -> Floats:
        """Return the lowest corner, (3,)."""
        ...

    @property
    def high(self) -> Floats:
        """Return the highest corner, (3,)."""
        ...

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return the values on the lattice x by y by z, (len(x), len(y), len(z))."""
        ...

"""What a shape is before it becomes a mesh: a number at every point of a box, positive inside the object."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..mesh import Floats


class Field(Protocol):
    """Describe an object of height 1 standing on y = 0, middle at x = z = 0; the box (low, high) holds all of it."""

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

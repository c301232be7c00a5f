"""Look up the colours of a textured surface."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..mesh import Floats, Pixels
from ..modelling.baking import texture_at

_WITHIN: Final = np.array([[2, 2, 2], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / 6
"""The places in a triangle whose colours are mixed, as weights of its corners."""


def triangle_colours(pixels: Pixels, corners: Floats) -> Pixels:
    """Return the colour of each triangle of texture coordinates (n, 3, 2): the mean of a few places in it."""
    total = sum(texture_at(pixels, np.einsum("ncx,c->nx", corners, place)) for place in _WITHIN)
    return np.asarray(total / len(_WITHIN) + 0.5).astype(np.uint8)

"""Lay parts side by side on the plate of a printer, in rows, each upright as in the model."""

from __future__ import annotations

from typing import Final

import numpy as np

from .solids import Solid, box

_GAP: Final = 0.08  # of the longest side of the largest part


def on_plate(parts: list[Solid]) -> list[Solid]:
    """Return the parts moved: at y = 0, apart in x and z, the whole around the origin."""
    boxes = [box(part) for part in parts]
    sizes = np.array([high - low for low, high in boxes])
    gap = _GAP * float(sizes.max())
    width = max(float(sizes[:, 0].max()), float(np.sqrt(((sizes[:, 0] + gap) * (sizes[:, 2] + gap)).sum())))
    places = np.zeros((len(parts), 3))
    x = z = depth = 0.0
    for number in np.argsort(-sizes[:, 2], kind="stable"):
        if x and x + sizes[number, 0] > width:
            x, z, depth = 0.0, z + depth + gap, 0.0
        places[number] = x, 0, z
        x, depth = x + sizes[number, 0] + gap, max(depth, sizes[number, 2])
    middle = (places.min(0) + (places + sizes).max(0)) / 2 * (1, 0, 1)
    moves = places - middle - [low for low, _ in boxes]
    return [part.translate(tuple(move)) for part, move in zip(parts, moves.tolist(), strict=True)]

"""Measure results, and describe what a person would notice: loose pieces, and outlines that are not an object's."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from ..filters import Mask
from ..mesh import Mesh
from .adjacency import neighbours
from .segmentation import Foreground

_CUT_OFF: Final = 0.35  # share of one edge of the picture that the object covers: it goes on beyond
_FULL: Final = 0.9  # share of the picture that no object covers


def pieces(mesh: Mesh) -> int:
    """Return the number of parts of a mesh that share no edge."""
    first, second = neighbours(mesh)
    count = len(mesh.polygons)
    shared = csr_matrix((np.ones(len(first), bool), (first, second)), shape=(count, count))
    return int(connected_components(shared, directed=False, return_labels=False))


def piece_notes(mesh: Mesh) -> list[str]:
    """Return a note if a model came out in several pieces."""
    found = pieces(mesh)
    return [f"The model came out in {found} separate pieces."] if found > 1 else []


def outline_notes(name: str, foreground: Foreground) -> list[str]:
    """Return notes about an outline that is probably not the object's; none for a plaque, which has a note already."""
    if foreground.method == "plaque":
        return []
    inside = foreground.mask > 0.5
    if inside.mean() > _FULL:
        return [
            f"The outline of the {name} picture is nearly the whole picture: the backdrop is probably in the model."
        ]
    cut = [side for side, covered in _at_edges(inside).items() if covered > _CUT_OFF]
    return [f"The object of the {name} picture is cut off at the {' and the '.join(cut)}."] if cut else []


def _at_edges(inside: Mask) -> dict[str, float]:
    """Return the share of each edge of a mask that the object covers."""
    edges = {"top": inside[0], "right": inside[:, -1], "bottom": inside[-1], "left": inside[:, 0]}
    return {side: float(edge.mean()) for side, edge in edges.items()}

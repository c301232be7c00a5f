"""Notes that come from measuring a result: loose pieces, and outlines that are not an object's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from meshwright.engine.mesh import Mesh
from meshwright.engine.modelling.measuring import outline_notes, piece_notes
from meshwright.engine.modelling.segmentation import Foreground
from meshwright.engine.pictures import Picture

TETRAHEDRON = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]])


def test_loose_pieces() -> None:
    """A model in one piece has no note; of two solids that share nothing, the note names the number."""
    points = np.random.default_rng(1).random((8, 3))
    assert piece_notes(Mesh(points[:4], TETRAHEDRON)) == []
    assert piece_notes(Mesh(points, np.vstack([TETRAHEDRON, TETRAHEDRON + 4]))) == [
        "The model came out in 2 separate pieces."
    ]


def framed(rows: slice, columns: slice) -> Any:
    mask = np.zeros((40, 40))
    mask[rows, columns] = 1
    return mask


@pytest.mark.parametrize(
    ("mask", "note"),
    [
        (framed(slice(5, 35), slice(5, 35)), ""),
        (framed(slice(10, 40), slice(5, 35)), "The object of the front picture is cut off at the bottom."),
        (framed(slice(0, 20), slice(0, 20)), "The object of the front picture is cut off at the top and the left."),
        (framed(slice(0, 40), slice(0, 39)), "nearly the whole picture"),
    ],
)
def test_outlines(mask: Any, note: str) -> None:
    """An outline that leaves the picture, or is nearly all of it, has a note."""
    picture = Picture(np.zeros((40, 40, 3), np.uint8))
    found = outline_notes("front", Foreground(picture, mask, "backdrop"))
    assert len(found) == bool(note)
    assert note in "".join(found)
    assert outline_notes("front", Foreground(picture, mask, "plaque")) == []

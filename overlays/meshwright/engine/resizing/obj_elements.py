"""Which vertices the faces, lines and points of an OBJ file name: only those are shown and count for its size.

Readers disagree about unreferenced vertices (trimesh keeps them); they are invisible, so they do not count for the
size.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from .obj_lines import ObjLines

_COMMENT = re.compile(rb"#[^\n]*+")
_MOST_DIGITS = 10


def mark_referenced(lines: ObjLines, defined: int, used: NDArray[np.bool_]) -> None:
    """Mark in ``used`` the vertices that a block's elements name.

    ``defined``: vertices before the block; negative numbers count back from those defined before their own line. The
    last place of ``used`` belongs to no vertex: it is marked for numbers that no vertex can have.
    """
    text = np.frombuffer(_COMMENT.sub(b"", lines.select(lines.is_element)), np.uint8)
    numbers, places = _first_numbers(text)
    if not len(numbers):
        return
    line_ends = np.flatnonzero(text == ord("\n"))
    known = defined + np.cumsum(lines.is_vertex)[lines.is_element]
    rows = np.where(numbers > 0, numbers - 1, numbers + known[np.searchsorted(line_ends, places)])
    used[np.where((numbers != 0) & (rows >= 0) & (rows < len(used)), rows, -1)] = True


def _first_numbers(text: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Read the integer at the beginning of every word, such as 7 of ``7/1/3``, and return its position."""
    text = np.append(text, np.uint8(ord("\n")))
    digit = (text >= ord("0")) & (text <= ord("9"))
    minus = text == ord("-")
    words = np.flatnonzero((text[:-1] <= ord(" ")) & (digit | minus)[1:]) + 1
    places = words + minus[words]
    values = np.zeros(len(places), np.int64)
    for _ in range(_MOST_DIGITS):
        more = digit[places]
        if not more.any():
            break
        values[more] = values[more] * 10 + (text[places[more]] - ord("0"))
        places += more
    return np.where(minus[words], -values, values), words

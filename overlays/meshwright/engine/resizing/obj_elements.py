"""Which vertices the faces, lines and points of an OBJ file name: only those are shown and count for its size.

Readers disagree on unreferenced vertices (trimesh keeps them); nobody sees them, so they give a model no height.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

ELEMENT_LINES = rb"(?:^[ \t]*(?:f|fo|l|p)[ \t][^\n]*(?:\n|\Z))+"
"""Pattern of a run of lines that name vertices, for multi-line mode."""
FREE_FORM = re.compile(rb"^[ \t]*(?:curv|curv2|surf)[ \t]", re.MULTILINE)
# Below this the start-up of numpy costs more than plain Python.
_SHORT_RUN = 2000
_MOST_DIGITS = 10


def mark_referenced(run: bytes, defined: int, used: NDArray[np.bool_]) -> None:
    """Mark in ``used`` the vertices a run of elements names; negative numbers count back from the ``defined`` ones."""
    by_line = len(run) < _SHORT_RUN or b"#" in run
    numbers = _numbers_by_line(run) if by_line else _numbers_at_once(run)
    places = np.where(numbers > 0, numbers - 1, defined + numbers)
    used[places[(numbers != 0) & (places >= 0) & (places < len(used))]] = True


def _numbers_by_line(run: bytes) -> NDArray[np.int64]:
    found: list[int] = []
    for line in run.splitlines():
        for token in line.partition(b"#")[0].split()[1:]:
            digits = token.partition(b"/")[0]
            if digits.removeprefix(b"-").isdigit() and len(digits) <= _MOST_DIGITS:
                found.append(int(digits))
    return np.array(found, np.int64)


def _numbers_at_once(run: bytes) -> NDArray[np.int64]:
    """Read the integer at the beginning of every word, all words at once: ``7`` of ``7/1/3``."""
    text = np.frombuffer(run + b" ", np.uint8)
    digit = (text >= ord("0")) & (text <= ord("9"))
    minus = text == ord("-")
    places = np.flatnonzero((text[:-1] <= ord(" ")) & (digit | minus)[1:]) + 1
    negative = minus[places]
    places += negative
    values = np.zeros(len(places), np.int64)
    for _ in range(_MOST_DIGITS):
        more = digit[places]
        if not more.any():
            break
        values[more] = values[more] * 10 + (text[places[more]] - ord("0"))
        places += more
    return np.where(negative, -values, values)

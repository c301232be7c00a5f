"""Format many numbers at a time: one format string for all rows is some ten times faster than a loop."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray


def rows(pattern: str, values: NDArray[Any], separator: str = "\n") -> str:
    """Return one filled-in pattern per row of an array (n, k), joined."""
    return separator.join([pattern] * len(values)) % tuple(values.ravel().tolist())

"""The interface of the five formats: a model is opened, measured once, and written once with a placement."""

from __future__ import annotations

from collections.abc import Callable
from mmap import mmap
from typing import BinaryIO, Protocol

from .box import Box
from .placement import Axes, Placement

COPY_BLOCK = 4 << 20
"""Bytes in memory while unchanged parts of a file are copied."""

Progress = Callable[[float], None]
"""Called with the completed share of a step, 0 to 1."""


class Model(Protocol):
    """One opened file of one of the five formats."""

    notes: list[str]

    @property
    def axes(self) -> Axes:
        """Return the up axis and the unit of the file."""
        ...

    def measure(self, progress: Progress) -> Box:
        """Measure the rest pose in file units."""
        ...

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the placed model."""
        ...


def copy_slice(content: mmap, out: BinaryIO, start: int, stop: int) -> None:
    """Copy bytes [start, stop) of a mapped file in blocks."""
    out.writelines(content[block : min(block + COPY_BLOCK, stop)] for block in range(start, stop, COPY_BLOCK))


def copy_range(source: BinaryIO, out: BinaryIO, start: int, stop: int, progress: Progress | None = None) -> None:
    """Copy bytes [start, stop) in blocks."""
    source.seek(start)
    left = stop - start
    while left > 0:
        block = source.read(min(left, COPY_BLOCK))
        if not block:
            return
        out.write(block)
        left -= len(block)
        if progress is not None:
            progress(1 - left / (stop - start))

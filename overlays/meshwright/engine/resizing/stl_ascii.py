"""Resize ASCII STL as text: the three numbers after each ``vertex`` change, everything else keeps its bytes.

One unit counts as one metre and Z points up. Refuses vertices that do not come in threes, and files without an end: of
a part of a model the size is not known. Own code: trimesh turns the
file into a binary one and forgets the names of its solids.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

import numpy as np

from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.box import Box, Floats
from meshwright.engine.resizing.model import Progress
from meshwright.engine.resizing.placement import Axes, Placement
from meshwright.engine.resizing.text_blocks import line_blocks

# Possessive quantifiers: on hostile text a pattern that tries again costs the square of its length.
_NUMBER = rb"([-+]?+(?:(?:\d++(?:\.\d*+)?+|\.\d++)(?:e[-+]?\d++)?+|nan|inf(?:inity)?+))"
_VERTEX = re.compile(rb"\b(vertex)\s+" + rb"\s+".join([_NUMBER] * 3) + rb"(?=\s|\Z)", re.IGNORECASE)
_END = re.compile(rb"\bend\s*solid\b", re.IGNORECASE)
_FIELDS = 5  # text before, keyword, x, y, z


class AsciiStlModel:
    """One ASCII STL file."""

    def __init__(self, source: Path) -> None:
        self.notes: list[str] = []
        self.axes = Axes(up=2)
        self._source = source

    def measure(self, progress: Progress) -> Box:
        """Measure all vertices."""
        box = Box()
        vertices = 0
        last_line = b""
        for block in line_blocks(self._source, progress):
            points = _points(_VERTEX.split(block))
            box.add(points)
            vertices += len(points)
            last_line = block.rstrip().rpartition(b"\n")[2] or last_line
        if vertices % 3:
            raise EngineError(
                f"The ASCII STL is malformed: {vertices} readable vertices are no whole number of facets."
            )
        if not _END.search(last_line):
            raise EngineError("The ASCII STL is truncated: it does not end with endsolid. Export or copy it again.")
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the text with its vertices placed."""
        for block in line_blocks(self._source, progress):
            fields = _VERTEX.split(block)
            placed = placement.apply(_points(fields))
            numbers = (b" %.9g %.9g %.9g\n" * len(placed) % tuple(placed.ravel().tolist())).splitlines()
            parts = zip(fields[0::_FIELDS], fields[1::_FIELDS], numbers, strict=False)
            out.write(b"".join(part for before, keyword, xyz in parts for part in (before, keyword, xyz)))
            out.write(fields[-1])


def _points(fields: list[bytes]) -> Floats:
    columns = [list(map(float, fields[column::_FIELDS])) for column in (2, 3, 4)]
    return np.array(columns, np.float64).T.reshape(-1, 3)

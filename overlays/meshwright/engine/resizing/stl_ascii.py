"""Resize ASCII STL as text: the three numbers after each ``vertex`` change, everything else keeps its bytes.

One unit counts as one metre and Z points up. Refuses vertices that cannot be read or do not come in threes, and files
whose last solid does not end, because the size of a partial model is meaningless. This is our own code because trimesh
writes a binary file and loses the names of the solids.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..errors import EngineError
from .box import Box, Floats
from .model import Progress
from .placement import Axes, Placement
from .text_blocks import line_blocks
from .text_numbers import NOT_FINITE, read_floats, write_floats

# Possessive quantifiers: on hostile text a pattern that tries again costs the square of its length.
_NUMBER = rb"([-+]?+(?:(?:\d++(?:\.\d*+)?+(?!#)|\.\d++)(?:e[-+]?\d++)?+|" + NOT_FINITE + rb"))"
_VERTEX = re.compile(rb"\b(vertex)\s+" + rb"\s+".join([_NUMBER] * 3) + rb"(?=\s|\Z|end)", re.IGNORECASE)
_UNREAD = re.compile(rb"^[ \t]*+(vertex\b[^\n]*+)", re.IGNORECASE | re.MULTILINE)
_FACET = re.compile(rb"^[ \t]*+facet[ \t]++normal\b", re.IGNORECASE | re.MULTILINE)
# Where a solid begins or ends, also where a writer glued the word to the one before or after it.
_EDGE = re.compile(
    rb"(?:^|endloop|endfacet)[ \t]*+(?:endfacet[ \t]*+)?+(?:(end[ \t]*+solid)|solid|facet[ \t]++normal)",
    re.IGNORECASE | re.MULTILINE,
)
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
        vertices = facets = 0
        is_closed = False
        for block in line_blocks(self._source, progress):
            fields = _VERTEX.split(block)
            points = _points(fields)
            between = b"".join(fields[0::_FIELDS])
            unread = _UNREAD.search(between)
            if unread:
                shown = unread[1][:80].decode("utf-8", "replace").strip()
                raise EngineError(f"The ASCII STL is malformed: {shown!r} does not give three numbers.")
            box.add(points)
            vertices += len(points)
            facets += len(_FACET.findall(between))
            is_closed = is_closed and not len(points)
            for edge in _EDGE.finditer(fields[-1]):
                is_closed = edge[1] is not None
        if not is_closed:
            raise EngineError("The ASCII STL is truncated: it does not end with endsolid. Export or copy it again.")
        if vertices % 3 or vertices < 3 * facets:
            raise EngineError(f"The ASCII STL is malformed: {vertices} vertices were read for {facets} facets.")
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the text with its vertices placed."""
        for block in line_blocks(self._source, progress):
            fields = _VERTEX.split(block)
            placed = placement.apply(_points(fields))
            if np.isfinite(placed).all():
                numbers = (b" %.9g %.9g %.9g\n" * len(placed) % tuple(placed.ravel().tolist())).splitlines()
            else:
                rows = zip(placed.tolist(), *(fields[column::_FIELDS] for column in (2, 3, 4)), strict=True)
                numbers = [b" " + b" ".join(write_floats(values, tokens)) for values, *tokens in rows]
            parts = zip(fields[0::_FIELDS], fields[1::_FIELDS], numbers, strict=False)
            out.write(b"".join(part for before, keyword, xyz in parts for part in (before, keyword, xyz)))
            out.write(fields[-1])


def _points(fields: list[bytes]) -> Floats:
    columns = [read_floats(fields[column::_FIELDS]) for column in (2, 3, 4)]
    return np.array(columns).T.reshape(-1, 3)

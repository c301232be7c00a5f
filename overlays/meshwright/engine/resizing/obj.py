"""Resize OBJ text in streaming passes: only the ``v`` lines change, everything else keeps its bytes and its order.

One unit counts as one metre and Y points up, as the format has neither. Refuses vertices that are not three numbers.
The fourth number of a vertex is a weight by the OBJ specification, not a divisor, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .box import Box
from .model import Progress
from .obj_elements import mark_referenced
from .obj_lines import join_continued, split_lines
from .obj_vertices import read_vertices, write_vertices
from .placement import Axes, Placement
from .text_blocks import line_blocks

# The shortest vertex is "v 0 0 0\n": no file holds more vertices than one for each eight bytes.
_SHORTEST_VERTEX = 8
_FREE_FORM = re.compile(rb"^[ \t]*+(?:curv|curv2|surf)[ \t]", re.MULTILINE)


class ObjModel:
    """One OBJ file."""

    def __init__(self, source: Path) -> None:
        self.notes: list[str] = []
        self.axes = Axes(up=1)
        self._source = source

    def measure(self, progress: Progress) -> Box:
        """Measure the vertices that elements name; all of them in a point cloud or a free-form model."""
        used = self._referenced(lambda share: progress(share / 2))
        box = Box()
        defined = 0
        for text in self._joined_blocks(lambda share: progress(0.5 + share / 2)):
            lines = split_lines(text)
            points = read_vertices(lines.select(lines.is_vertex))
            box.add(points if used is None else points[used[defined : defined + len(points)]])
            defined += len(points)
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the file with its vertices placed."""
        for block in line_blocks(self._source, progress):
            text = join_continued(block, vertices_only=True)
            lines = split_lines(text if text.endswith(b"\n") else text + b"\n")
            placed = lines.replace_vertices(write_vertices(lines.select(lines.is_vertex), placement))
            out.write(placed if text.endswith(b"\n") else placed.removesuffix(b"\n"))

    def _referenced(self, progress: Progress) -> NDArray[np.bool_] | None:
        used = np.zeros(self._source.stat().st_size // _SHORTEST_VERTEX + 1, np.bool_)
        defined = 0
        free_form = library = False
        for text in self._joined_blocks(progress):
            lines = split_lines(text)
            mark_referenced(lines, defined, used)
            defined += int(lines.is_vertex.sum())
            free_form = free_form or _has_free_form(text)
            library = library or b"mtllib" in text
        if library:
            self.notes.append("The file still refers to its material library by its relative name.")
        if used[defined:].any() and not free_form:
            self.notes.append("Elements name vertices that are not in the file; they were left as they are.")
        return used if used.any() and not free_form else None

    def _joined_blocks(self, progress: Progress) -> Iterator[bytes]:
        """Return the text for reading, continued lines in one, the last line ended."""
        for block in line_blocks(self._source, progress):
            text = join_continued(block)
            yield text if text.endswith(b"\n") else text + b"\n"


def _has_free_form(text: bytes) -> bool:
    return (b"curv" in text or b"surf" in text) and _FREE_FORM.search(text) is not None

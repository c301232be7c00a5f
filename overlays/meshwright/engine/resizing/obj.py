"""Resize OBJ text in streaming passes: only the ``v`` lines change, everything else keeps its bytes and its order.

One unit counts as one metre and Y points up, as the format has neither. Refuses vertices that are no three numbers. The
fourth number of a vertex is a weight by the OBJ specification, not a divisor, and stays.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from meshwright.engine.resizing.box import Box
from meshwright.engine.resizing.model import Progress
from meshwright.engine.resizing.obj_elements import ELEMENT_LINES, FREE_FORM, mark_referenced
from meshwright.engine.resizing.obj_vertices import (
    CONTINUATION,
    CONTINUED_VERTEX,
    VERTEX_LINES,
    read_vertices,
    vertex_count,
    write_vertices,
)
from meshwright.engine.resizing.placement import Axes, Placement
from meshwright.engine.resizing.text_blocks import line_blocks

# The shortest vertex is "v 0 0 0\n": no file holds more vertices than one for each eight bytes.
_SHORTEST_VERTEX = 8
_VERTEX_RUN = re.compile(VERTEX_LINES, re.MULTILINE)
_RUN = re.compile(b"(?P<vertices>" + VERTEX_LINES + b")|(?P<elements>" + ELEMENT_LINES + b")", re.MULTILINE)
_LIBRARY = re.compile(rb"^[ \t]*mtllib[ \t]", re.MULTILINE)


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
        for block in line_blocks(self._source, lambda share: progress(0.5 + share / 2)):
            for run in _VERTEX_RUN.finditer(_joined(block)):
                points = read_vertices(run[0])
                box.add(points if used is None else points[used[defined : defined + len(points)]])
                defined += len(points)
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the file with its vertices placed."""
        for block in line_blocks(self._source, progress):
            text = block.removeprefix(codecs.BOM_UTF8)
            if b"\\" in text:
                text = CONTINUED_VERTEX.sub(lambda line: CONTINUATION.sub(b" ", line[0]), text)
            out.write(_VERTEX_RUN.sub(lambda run: write_vertices(run[0], placement), text))

    def _referenced(self, progress: Progress) -> NDArray[np.bool_] | None:
        used = np.zeros(self._source.stat().st_size // _SHORTEST_VERTEX + 1, np.bool_)
        defined = 0
        free_form = library = False
        for block in line_blocks(self._source, progress):
            text = _joined(block)
            for run in _RUN.finditer(text):
                if run.lastgroup == "vertices":
                    defined += vertex_count(run[0])
                else:
                    mark_referenced(run[0], defined, used)
            free_form = free_form or FREE_FORM.search(text) is not None
            library = library or _LIBRARY.search(text) is not None
        if library:
            self.notes.append("The file still refers to its material library by its relative name.")
        return used if used.any() and not free_form else None


def _joined(block: bytes) -> bytes:
    """Join continued lines for reading."""
    text = block.removeprefix(codecs.BOM_UTF8)
    return CONTINUATION.sub(b" ", text) if b"\\" in text else text

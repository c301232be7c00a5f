"""Split a block of OBJ text into its lines, all at once: vertices, elements that name vertices, and the rest.

Line by line in Python a file in which vertices and faces alternate takes ten times as long.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_ELEMENTS = tuple(b"flp")


@frozen(kw_only=True, eq=False)
class ObjLines:
    """A block of whole lines; ``starts`` has one entry more than there are lines."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    is_vertex: NDArray[np.bool_]
    is_element: NDArray[np.bool_]

    def select(self, chosen: NDArray[np.bool_]) -> bytes:
        """Return the text of the chosen lines alone."""
        if not chosen.any():
            return b""
        return self.text[np.repeat(chosen, np.diff(self.starts))].tobytes()

    def replace_vertices(self, text: bytes) -> bytes:
        """Return the whole block with other text for the vertex lines, one line for each."""
        if not text:
            return self.text.tobytes()
        new_ends = np.append(0, np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1)
        turns = np.flatnonzero(np.diff(self.is_vertex, prepend=False, append=False))
        before = np.append(0, np.cumsum(self.is_vertex))
        old = self.text.tobytes()
        parts: list[bytes] = []
        copied = 0
        for first, last in turns.reshape(-1, 2).tolist():
            parts.append(old[copied : self.starts[first]])
            parts.append(text[new_ends[before[first]] : new_ends[before[last]]])
            copied = self.starts[last]
        parts.append(old[copied:])
        return b"".join(parts)


def split_lines(text: bytes) -> ObjLines:
    """Cut a block that ends with a line end into its lines."""
    content = np.frombuffer(text, np.uint8)
    starts = np.append(0, np.flatnonzero(content == ord("\n")) + 1)
    blank = (content == ord(" ")) | (content == ord("\t"))
    first = starts[:-1].copy()
    indented = blank[first]
    if indented.any():
        solid = np.flatnonzero(~blank)
        first[indented] = solid[np.searchsorted(solid, first[indented])]  # a line end at the latest
    letter = content[first]
    followed = blank[np.minimum(first + 1, len(content) - 1)]
    return ObjLines(
        text=content,
        starts=starts,
        is_vertex=followed & (letter == ord("v")),
        is_element=followed & np.isin(letter, _ELEMENTS),
    )


def join_continued(block: bytes, *, vertices_only: bool = False) -> bytes:
    """Make one line of each that goes on over a backslash; a comment ends with its line in any case."""
    if b"\\" not in block:
        return block
    joined: list[bytes] = []
    parts: list[bytes] = []
    for line in block.split(b"\n"):
        parts.append(line)
        if line.endswith((b"\\", b"\\\r")) and not parts[0].lstrip().startswith(b"#"):
            continue
        wanted = len(parts) > 1 and (not vertices_only or parts[0].split(maxsplit=1)[:1] == [b"v"])
        joined.append(b" ".join(part.rstrip(b"\\\r") for part in parts) if wanted else b"\n".join(parts))
        parts = []
    return b"\n".join([*joined, *parts])

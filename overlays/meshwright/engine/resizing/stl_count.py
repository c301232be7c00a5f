"""Count the facets of a binary STL, by its header or, if that is wrong, by its length.

Exporters that write as a stream leave a count of 0, of -1 or one that is too small. A header that states more facets
than the file holds means that the file was cut off.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError

STL_HEADER, STL_FACET = 84, 50
FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
# What some exporters append to a binary STL; more than this is another format whose bytes happen to fit.
LONGEST_TAIL = 512
# Counts that an exporter leaves in place when it cannot go back to the header.
_NOT_STATED = (0, 0xFFFFFFFF)
# Facets inspected before a file whose header contradicts its length is called an STL, the share of them that must look
# like facets, and the share from which bytes after the counted facets are facets too.
_INSPECTED = 1000
_SANE_SHARE, _TAIL_SHARE = 0.9, 0.5
_SMALLEST, _LARGEST = 1e-30, 1e12


@frozen(kw_only=True)
class FacetCount:
    """Hold the count in the header, the number of facets that follow it, and the bytes of a facet that was cut off."""

    stated: int
    held: int
    cut_off: int = 0

    @property
    def facets(self) -> int:
        """Return how many facets to read; EngineError when the file was cut off."""
        if self.cut_off or (self.stated > self.held and self.stated not in _NOT_STATED):
            part = f" and {self.cut_off} bytes of another" if self.cut_off else ""
            raise EngineError(
                f"The binary STL is truncated, or its count of facets is wrong: it is {self.stated}, and the file "
                f"holds {self.held}{part}. Export or copy it again."
            )
        return self.held


def count_binary_facets(source: Path) -> FacetCount | None:
    """Count the facets of a binary STL; None when the file is something else.

    The count in the header is compared with the length of the file, because many binary files begin with the word that
    marks the ASCII kind. Where the two contradict each other, the bytes must look like facets.
    """
    size = source.stat().st_size
    if size < STL_HEADER:
        return None
    with source.open("rb") as file:
        (stated,) = struct.unpack_from("<I", file.read(STL_HEADER), STL_HEADER - 4)
        held, left_over = divmod(size - STL_HEADER, STL_FACET)
        if stated == held and not left_over:
            return FacetCount(stated=stated, held=held)
        file.seek(STL_HEADER)
        looks_like_stl = _share_of_facets(file.read(min(stated or held, _INSPECTED) * STL_FACET)) >= _SANE_SHARE
        in_tail = 1.0
        if 0 < stated <= held:
            file.seek(STL_HEADER + stated * STL_FACET)
            in_tail = _share_of_facets(file.read(_INSPECTED * STL_FACET))
    tail = size - STL_HEADER - stated * STL_FACET
    if in_tail < _TAIL_SHARE and (tail <= LONGEST_TAIL or looks_like_stl):
        return FacetCount(stated=stated, held=stated)
    return FacetCount(stated=stated, held=held, cut_off=left_over) if looks_like_stl else None


def _share_of_facets(content: bytes) -> float:
    """Return the share of whole facets whose numbers are of sane size, whose corners differ, and that are not text."""
    whole = len(content) // STL_FACET
    if not whole:
        return 0.0
    facets: NDArray[Any] = np.frombuffer(content, FACET, whole)
    corners = facets["corners"]
    normals = facets["normal"]
    sane = _are_sane(corners.reshape(-1, 9)) & _are_sane(np.where(np.isnan(normals), 0, normals))
    differ = (corners != corners[:, :1]).any(axis=(1, 2))
    raw = np.frombuffer(content, np.uint8, whole * STL_FACET).reshape(whole, STL_FACET)
    text = ((raw >= ord("\t")) & (raw <= ord("~"))).all(axis=1)
    return float((sane & differ & ~text).mean())


def _are_sane(numbers: NDArray[np.float32]) -> NDArray[np.bool_]:
    sizes = np.abs(numbers)
    sane: NDArray[np.bool_] = ((sizes == 0) | ((sizes > _SMALLEST) & (sizes < _LARGEST))).all(axis=1)
    return sane

"""Open an STL file as the kind it is; many binary ones begin with the word that marks the ASCII kind."""

from __future__ import annotations

from pathlib import Path

from .model import Model
from .stl_ascii import AsciiStlModel
from .stl_binary import BinaryStlModel
from .stl_count import count_binary_facets


def open_stl(source: Path) -> Model:
    """Open a binary or an ASCII STL file."""
    count = count_binary_facets(source)
    return AsciiStlModel(source) if count is None else BinaryStlModel(source, count)

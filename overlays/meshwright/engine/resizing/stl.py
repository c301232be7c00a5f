"""Open an STL file as the kind it is; many binary ones begin with the word that marks the ASCII kind."""

from __future__ import annotations

from pathlib import Path

from meshwright.engine.resizing.formats import STL_HEADER, count_binary_facets
from meshwright.engine.resizing.model import Model
from meshwright.engine.resizing.stl_ascii import AsciiStlModel
from meshwright.engine.resizing.stl_binary import BinaryStlModel


def open_stl(source: Path) -> Model:
    """Open a binary or an ASCII STL file."""
    with source.open("rb") as file:
        facets = count_binary_facets(file.read(STL_HEADER), source.stat().st_size)
    return AsciiStlModel(source) if facets is None else BinaryStlModel(source, facets)

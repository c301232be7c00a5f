"""Count the faces of a model file before it is read: text and compressed meshes grow tenfold in memory."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .errors import EngineError
from .json_object import Json
from .resizing.formats import ModelFormat
from .resizing.gltf_container import read_glb, read_gltf
from .resizing.stl_count import count_binary_facets

MOST_FACES: Final = 4_000_000
"""The most triangles that are read."""
MOST_REWORKED: Final = 1_500_000
"""The most triangles of a model whose surface is reworked; the service's own models have up to 1.33 million. A remesh
of 2 million took 65 s of CPU and 2 GB, which a busy machine does not do in the time of a job.
"""
_LISTS, _STRIP, _FAN = 4, 5, 6


def check_faces(faces: int, most: int = MOST_FACES) -> None:
    """Raise EngineError if a model has more than ``most`` faces."""
    if faces > most:
        message = f"The model has {faces} faces; the emulator takes at most {most} for this task. Simplify it first."
        raise EngineError(message, code="image_too_complex")


def count_faces(path: Path, kind: ModelFormat) -> int:
    """Return about how many faces a model file states; 0 for FBX, which has to be read for that."""
    return _COUNTERS[kind](path) if kind in _COUNTERS else 0


def _stl_faces(path: Path) -> int:
    binary = count_binary_facets(path)
    return _lines(path, b"endfacet") if binary is None else binary.facets


def _lines(path: Path, mark: bytes) -> int:
    """Count a mark in a text file, block by block."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return sum(content[start : start + (1 << 24)].count(mark) for start in range(0, len(content), 1 << 24))


def _document_faces(document: Json) -> int:
    """Return the triangles that the nodes of a document show, with each copy."""
    accessors = document.get("accessors", [])
    per_mesh = [
        sum(_primitive_faces(part, accessors) for part in mesh.get("primitives", []))
        for mesh in document.get("meshes", [])
    ]
    shown = [node["mesh"] for node in document.get("nodes", []) if "mesh" in node]
    return sum(per_mesh[mesh] for mesh in shown if 0 <= mesh < len(per_mesh))


def _primitive_faces(part: Json, accessors: list[Json]) -> int:
    place, mode = part.get("indices", part.get("attributes", {}).get("POSITION")), part.get("mode", _LISTS)
    if not isinstance(place, int) or not 0 <= place < len(accessors) or mode not in (_LISTS, _STRIP, _FAN):
        return 0
    count = int(accessors[place].get("count", 0))
    return count // 3 if mode == _LISTS else max(count - 2, 0)


_COUNTERS: Final[dict[str, Callable[[Path], int]]] = {
    "stl": _stl_faces,
    "obj": lambda path: _lines(path, b"\nf "),
    "gltf": lambda path: _document_faces(read_gltf(path).document),
    "glb": lambda path: _document_faces(read_glb(path).document),
}

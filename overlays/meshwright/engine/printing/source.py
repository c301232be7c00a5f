"""Read a model file for printing: its format and its shape, or its colours too, as one mesh of limited size."""

from __future__ import annotations

from pathlib import Path

from ..face_counts import MOST_REWORKED
from ..mesh import Mesh
from ..reading import Loaded, load_mesh, load_model
from ..resizing.formats import ModelFormat, detect_format


def read_shape(path: Path) -> tuple[ModelFormat, Mesh]:
    """Return the format of a model file and its triangles, Y up, vertices at one position being one."""
    kind = detect_format(path)
    return kind, load_mesh(path, degenerate=True, most=MOST_REWORKED)


def read_painted(path: Path) -> Loaded:
    """Return a model with its colours."""
    return load_model(path, most=MOST_REWORKED)

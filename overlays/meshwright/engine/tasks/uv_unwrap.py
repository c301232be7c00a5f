"""Give a model new texture coordinates without overlaps; the result is a GLB without a texture."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..json_object import Json
from . import Made

if TYPE_CHECKING:
    from ..mesh import Pixels

EFFECTIVE = frozenset[str]()
SIDE = 2048
"""Pixels of the texture for which the distances between charts are chosen."""


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from .. import answering as answering
    from .. import reading as reading
    from ..modelling import unwrapping as unwrapping

    import_module("xatlas")


def make(inputs: list[Path], _request: Json, folder: Path) -> Made:
    """Unwrap a model."""
    from attrs import evolve

    from ..answering import model_files, thumbnails
    from ..mesh import Atlas
    from ..modelling.unwrapping import unwrapped
    from ..reading import load_model

    loaded = load_model(inputs[0], apart=True)
    mesh = loaded.model.mesh
    notes = ["The texture coordinates were made by the emulator with xatlas.", *loaded.notes]
    if loaded.textured:
        notes.append("The texture was left out: it does not fit the new coordinates.")
    layout = unwrapped(mesh.welded(), SIDE)
    atlas = Atlas(layout.uv, layout.polygons, _checkers())  # only the picture shows them
    model = evolve(loaded.model, atlas=atlas)
    return Made(model_files(model, folder, ["glb"]) | thumbnails(model, folder), notes)


def _checkers() -> Pixels:
    """Return a chessboard, in which a stretched texture shows."""
    import numpy as np

    rows, columns = np.indices((SIDE // 32, SIDE // 32)) % 2
    board = np.where((rows == columns)[..., None], (225, 225, 225), (90, 110, 150)).astype(np.uint8)
    return board.repeat(32, axis=0).repeat(32, axis=1)

"""A figure that can move: what each file of it is written from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from ..mesh import Model
from ..modelling.texture_files import with_textures
from ..reading import Loaded
from .skeleton import Skeleton
from .weighting import Binding

FIGURE: Final = "Figure"
"""The name of the mesh's node in files."""
MOST_FACES: Final = 320_000


@frozen(eq=False)
class Figure:
    """A model of one part with its textures written, the binding of its vertices, and the skeleton that moves them."""

    model: Model
    binding: Binding
    skeleton: Skeleton


def painted(loaded: Loaded, folder: Path) -> Model:
    """Return a model that was read with its textures written, without coordinates if it has no colours."""
    if not loaded.textured:
        return evolve(loaded.model, atlas=None)
    return with_textures(loaded.model, folder, maps=loaded.maps)

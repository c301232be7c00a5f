"""Rig a model: scale it, find its joints, bind its surface, and write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve

from ..pictures import load_texture
from ..reading import load_model
from .estimating import estimated
from .figure import MOST_FACES, Figure, painted
from .weighting import bound

EMULATED: Final = "The skeleton was found by the emulator from the outline of the front, and its weights by distance."


def rigged(inputs: Sequence[Path], height: float, folder: Path) -> tuple[Figure, list[str]]:
    """Return the figure of a model, ``height`` metres high, its textures in ``folder``, and notes on it; a second
    input replaces its base colour.

    Raises EngineError for a model that is not a standing figure.
    """
    loaded = load_model(inputs[0], most=MOST_FACES)
    low, high = loaded.model.mesh.vertices.min(0), loaded.model.mesh.vertices.max(0)
    scale = height / max(float(high[1] - low[1]), 1e-9)
    ground = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    model = evolve(loaded.model, mesh=loaded.model.mesh.placed(scale, -scale * ground))
    mesh = model.mesh.welded()
    estimate = estimated(mesh)
    picture = load_texture(inputs[1].read_bytes()) if len(inputs) > 1 else None
    if picture is not None and model.atlas is not None:
        model = evolve(model, atlas=evolve(model.atlas, base_color=picture))
    model = painted(evolve(loaded, model=model, textured=loaded.textured or picture is not None), folder)
    binding = bound(mesh, estimate.skeleton).at(model.mesh.vertices, mesh.vertices)
    return Figure(model, binding, estimate.skeleton), [EMULATED, *estimate.notes, *loaded.notes]

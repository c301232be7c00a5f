"""Write the textures of a model as PNG files: its base colour, and on request guessed maps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from attrs import evolve
from PIL import Image

from ..mesh import Atlas, Model, Pixels
from .pbr import pbr_maps


def write_textures(atlas: Atlas | None, folder: Path, *, with_pbr: bool = False) -> dict[str, Path]:
    """Write the textures of an atlas; return the files by the API's keys."""
    if atlas is None:
        return {}
    maps = {"base_color": atlas.base_color} | (pbr_maps(atlas.base_color) if with_pbr else {})
    return {
        kind: save_png(pixels, folder / ("texture_0.png" if kind == "base_color" else f"texture_0_{kind}.png"))
        for kind, pixels in maps.items()
    }


def with_textures(
    model: Model, folder: Path, *, with_pbr: bool = False, maps: Mapping[str, Pixels] | None = None
) -> Model:
    """Return the model with its textures written, and ``maps`` that it has."""
    textures = write_textures(model.atlas, folder, with_pbr=with_pbr)
    own = {kind: save_png(pixels, folder / f"texture_0_{kind}.png") for kind, pixels in (maps or {}).items()}
    return evolve(model, textures=textures | own)


def save_png(pixels: Pixels, path: Path) -> Path:
    """Write pixels as PNG and return the path."""
    Image.fromarray(np.ascontiguousarray(pixels)).save(path, "PNG", compress_level=6)
    return path

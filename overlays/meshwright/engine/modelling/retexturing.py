"""Give a model a new texture, over its own coordinates or new ones; its shape is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from ..errors import EngineError
from ..mesh import Atlas, Floats, Ints, Mesh
from ..reading import Loaded
from .baking import Layout, baked, of_same_mesh
from .palettes import colours_in, recoloured, shaded
from .projecting import projected
from .unwrapping import unwrapped

DETAIL: Final = 2048
"""The most pixels along a side that hold details of their own."""
_LEAST_AREA: Final = 1e-3  # of the texture, for coordinates that can be painted on
_GREY: Final = (176, 176, 180)
NO_COLOUR: Final = "The text names no colour that the emulator knows: {}."


def own_layout(loaded: Loaded) -> Layout:
    """Return the texture coordinates of a model's file; raises EngineError where they cannot be painted on."""
    if loaded.atlas is None or not loaded.has_coordinates:
        raise EngineError(
            "The model has no texture coordinates; leave enable_original_uv out.", code="model_missing_uv"
        )
    a, b, c = (loaded.atlas.uv[loaded.atlas.polygons[:, corner]] for corner in range(3))
    area = np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])).sum() / 2
    if area < _LEAST_AREA:
        raise EngineError(
            f"The texture coordinates of the model cover {area:.4%} of the texture; leave enable_original_uv out.",
            code="model_insufficient_uv",
        )
    return Layout(loaded.atlas.uv, loaded.atlas.polygons)


def from_pictures(mesh: Mesh, pictures: Sequence[Path], layout: Layout | None, side: int) -> Atlas:
    """Return a texture that shows pictures of up to four sides."""
    atlas = projected(mesh, pictures, side if layout is None else min(side, DETAIL))
    return (
        atlas if layout is None else _enlarged(baked(mesh, layout, min(side, DETAIL), of_same_mesh(mesh, atlas)), side)
    )


def from_text(mesh: Mesh, text: str, old: Atlas | None, layout: Layout | None, side: int, notes: list[str]) -> Atlas:
    """Return the old texture in the colours that a text names; without a texture, colours by height."""
    palette = colours_in(text)
    if not palette:
        notes.append(NO_COLOUR.format("the old texture was kept" if old else "the model was painted grey"))
    detail = min(side, DETAIL)
    if layout is None:
        layout = unwrapped(mesh.welded(), detail)
    if old is not None:
        painted = Atlas(old.uv, old.polygons, recoloured(old.base_color, palette)) if palette else old
        return _enlarged(baked(mesh, layout, detail, of_same_mesh(mesh, painted)), side)
    corner, triangles = shaded(mesh, palette or [_GREY]), mesh.triangles()

    def colours(triangle: Ints, weights: Floats) -> Floats:
        return np.asarray(np.einsum("ncv,nc->nv", corner[triangles[triangle]], weights))

    return _enlarged(baked(mesh, layout, detail, colours), side)


def _enlarged(atlas: Atlas, side: int) -> Atlas:
    if atlas.base_color.shape[0] == side:
        return atlas
    image = Image.fromarray(atlas.base_color).resize((side, side), Image.Resampling.BICUBIC)
    return Atlas(atlas.uv, atlas.polygons, np.asarray(image))

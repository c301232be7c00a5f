"""Show pictures on an existing model: one from its front, or several from their sides, each as large as the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve
from PIL import Image

from ..mesh import Atlas, Floats, Mesh
from ..pictures import Picture, load_picture
from .segmentation import find_foreground
from .silhouette import Frame, silhouette_of
from .texturing import Shot, textured
from .views import BY_COUNT, VIEWS

_FLATTEST: Final = 0.02  # the least height of a model, relative to its longest side
_STRETCH: Final = 0.1, 10.0


def projected(mesh: Mesh, pictures: Sequence[Path], side: int) -> Atlas:
    """Return an atlas of ``side`` pixels in which each polygon shows the picture that sees it best.

    The pictures are front, right, back and left; two are front and back. A side without one shows the opposite one.
    """
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    height = max(float((high - low)[1]), _FLATTEST * float((high - low).max()))
    centre = (low + high) / 2
    upright = mesh.placed(1 / height, np.array([0, 0.5, 0]) - centre / height)
    shots = {
        name: _fitted(load_picture(path), (high - low) / height, VIEWS[name].right)
        for name, path in zip(BY_COUNT[len(pictures)], pictures, strict=True)
    }
    return textured(upright, shots, side)


def _fitted(picture: Picture, extent: Floats, right: Floats) -> Shot:
    """Return a picture whose object is stretched to the width that the model has on this side."""
    foreground = find_foreground(picture)
    outline = silhouette_of(foreground)
    stretch = float(np.clip(np.abs(extent @ right) / outline.width, *_STRETCH))
    width, height = foreground.picture.size
    wide = max(1, round(width * stretch)), height
    rgb = np.asarray(Image.fromarray(foreground.picture.rgb).resize(wide, Image.Resampling.BICUBIC))
    frame = outline.frame
    moved = Frame(frame.middle * wide[0] / width, frame.top, frame.height)
    return Shot(evolve(foreground, picture=Picture(rgb)), moved)

"""Show a subject from its front, its right and its back: it is inflated, and the model is drawn."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..mesh import Mesh, Pixels
from ..modelling.decimation import remeshed
from ..modelling.image_to_3d import look_at
from ..modelling.inflation import inflate
from ..modelling.silhouette import symmetrised
from ..modelling.texturing import textured
from ..modelling.thumbnails import render
from ..modelling.views import BY_COUNT
from ..pictures import Picture
from .canvas import SIDE

TURNED: Final = "The views are those of a model that was inflated from the picture: the back is the mirrored front."
_FACES: Final = 8000
_QUARTERS: Final = {"front": 0.0, "right": 90.0, "back": 180.0}
"""The degrees of each view of three."""


def three_views(picture: Picture) -> list[Pixels]:
    """Return three square pictures of a subject, in the order in which a model of three pictures takes them."""
    shot, outline = look_at(picture)
    mesh = remeshed(inflate(symmetrised(outline, "auto")), "triangle", _FACES)
    atlas = textured(mesh, {"front": shot}, SIDE)
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    centred = Mesh(mesh.vertices - (low + high) / 2, mesh.polygons)
    return [_on_white(render(centred, atlas, _QUARTERS[name], 0.0, SIDE)) for name in BY_COUNT[3]]


def _on_white(picture: Pixels) -> Pixels:
    share = picture[..., 3:] / 255
    return np.asarray((picture[..., :3] * share + 255 * (1 - share)).round(), np.uint8)

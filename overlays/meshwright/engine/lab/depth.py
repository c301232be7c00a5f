"""Guess the depth of a picture: its subject bulges towards its middle, and bright parts stand out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from attrs import frozen

from ..colour import shrunk, to_lab
from ..errors import EngineError
from ..filters import blurred, interpolated
from ..mesh import Floats
from ..modelling.image_to_3d import look_at
from ..modelling.inflation import inflate
from ..modelling.silhouette import PADDING, Silhouette
from ..modelling.texturing import Shot
from ..pictures import Picture, load_picture

_SIDE: Final = 512  # pixels of a whole picture
_EDGE, _BULGE, _BRIGHTNESS = 0.3, 0.3, 0.4  # shares of the depth
_BETWEEN: Final = 3, 97  # percentiles of the lightness that become 0 and 1


@frozen(eq=False)
class DepthMap:
    """Hold the depth (h, w) of a subject, 0 to 1 towards the viewer, top row first, and the signed distance to its
    outline in pixels, positive inside.
    """

    depth: Floats
    inside: Floats


def depth_of(path: Path, *, remove_background: bool) -> DepthMap:
    """Return the depth of a picture's subject, or of the whole picture.

    Raises EngineError if the file is not a picture, or if a subject is wanted and none is found.
    """
    picture = load_picture(path)
    return _subject_depth(picture) if remove_background else _whole_depth(picture)


def subject_of(picture: Picture) -> tuple[Shot, Silhouette]:
    """Return the subject of a picture and its outline; raises EngineError if there is none."""
    shot, outline = look_at(picture)
    if shot.foreground.method == "plaque":
        raise EngineError(
            "No subject was found in the picture: nothing in it differs from its background. "
            "Use a picture of one subject on a plain or transparent background."
        )
    return shot, outline


def _subject_depth(picture: Picture) -> DepthMap:
    shot, outline = subject_of(picture)
    rows, columns = np.indices(outline.distance.shape)
    pixel = outline.pixel * outline.frame.height
    y = np.asarray(outline.frame.top + (rows - PADDING + 0.5) * pixel - 0.5)
    x = np.asarray(outline.frame.middle + (columns - (outline.distance.shape[1] - 1) / 2) * pixel - 0.5)
    fine = np.asarray(to_lab(shot.foreground.picture.rgb)[..., 0])
    lightness = interpolated(blurred(fine, 0.5 * pixel), y, x)
    inside = outline.distance > 0
    bulge = np.sqrt(inflate(outline).squared_height.clip(0))
    depth = _EDGE + _BULGE * bulge / max(float(bulge.max()), 1e-9) + _BRIGHTNESS * spread(lightness, lightness[inside])
    return DepthMap(np.where(inside, depth, _EDGE), outline.distance / outline.pixel)


def _whole_depth(picture: Picture) -> DepthMap:
    lightness = to_lab(shrunk(picture.rgb, _SIDE))[..., 0]
    down, across = (np.minimum(np.arange(side), np.arange(side)[::-1]) - 0.5 for side in lightness.shape)
    return DepthMap(spread(lightness, lightness.ravel()), np.minimum(down[:, None], across[None, :]))


def spread(lightness: Floats, counted: Floats) -> Floats:
    """Return the lightness from 0 to 1 between two percentiles; 0.5 everywhere for a plain one."""
    low, high = np.percentile(counted, _BETWEEN)
    if high - low < 1:
        return np.full(lightness.shape, 0.5)
    return np.asarray(((lightness - low) / (high - low)).clip(0, 1))

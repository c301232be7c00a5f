"""Enlarge the head of a subject in its picture, as vinyl figures have it."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..filters import Mask, blurred, interpolated
from ..mesh import Floats
from ..modelling.segmentation import Foreground
from ..modelling.silhouette import Silhouette, silhouette_of
from ..modelling.texturing import Shot
from ..pictures import Picture

_NECK: Final = 0.3, 0.65  # where it is looked for, from the top
_NARROW: Final = 0.8  # of the head's width: a neck is narrower
_DEFAULT_NECK: Final = 0.45
_HEAD: Final = 0.58  # the share of the height that the head takes
_WIDEST: Final = 1.6  # the most that it becomes wider
_SOFT: Final = 0.05  # heights over which the width changes
_PIXELS: Final = 768  # of the new picture's height


def with_big_head(shot: Shot, outline: Silhouette) -> tuple[Shot, Silhouette]:
    """Return a subject with its head enlarged and its body made shorter, and its new outline."""
    neck = _neck(outline.distance > 0)
    row = (np.arange(_PIXELS) + 0.5) / _PIXELS  # 0 at the top
    source = np.interp(row, [0.0, _HEAD, 1.0], [0.0, neck, 1.0])
    wider = min(max(_HEAD / neck, 1.0), _WIDEST)
    narrower = max((1 - _HEAD) / (1 - neck), 0.75)
    scale = blurred(np.where(row < _HEAD, wider, narrower)[:, None], _SOFT * _PIXELS)[:, 0]
    half = 0.52 * wider * outline.width
    x = np.arange(-half, half, 1 / _PIXELS)
    return _resampled(shot, source, x[None, :] / scale[:, None])


def _neck(inside: Mask) -> float:
    """Return where the head ends, as a share of the height from the top."""
    rows = np.nonzero(inside.any(1))[0]
    width = blurred(inside[rows[0] : rows[-1] + 1].sum(1).astype(np.float64)[:, None], 2.0)[:, 0]
    first, last = (int(share * len(width)) for share in _NECK)
    found = first + int(width[first:last].argmin())
    if width[found] > _NARROW * width[:found].max(initial=0.0):
        return _DEFAULT_NECK
    return found / len(width)


def _resampled(shot: Shot, v: Floats, u: Floats) -> tuple[Shot, Silhouette]:
    """Return a picture whose rows show the heights v (h,) and the places u (h, w) of a subject."""
    foreground, frame = shot.foreground, shot.frame
    margin = 8
    v = np.pad(v, margin, mode="reflect", reflect_type="odd")
    u = np.pad(u, ((margin, margin), (0, 0)), mode="edge")
    y = np.broadcast_to(frame.top + v[:, None] * frame.height - 0.5, u.shape)
    x = frame.middle + u * frame.height - 0.5
    rgb = [interpolated(foreground.picture.rgb[..., channel].astype(np.float64), y, x) for channel in range(3)]
    height, width = foreground.picture.rgb.shape[:2]
    small = foreground.mask.shape[0] / height, foreground.mask.shape[1] / width
    mask = interpolated(foreground.mask, (y + 0.5) * small[0] - 0.5, (x + 0.5) * small[1] - 0.5)
    picture = Picture(np.stack(rgb, -1).clip(0, 255).astype(np.uint8))
    made = Foreground(picture, mask.clip(0, 1), foreground.method)
    outline = silhouette_of(made)
    return Shot(made, outline.frame), outline

"""Give a clip another number of poses a second."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.spatial.transform import Rotation, Slerp

from .posing import Clip


def resampled(clip: Clip, rate: int) -> Clip:
    """Return a clip with ``rate`` poses a second, from its first pose to its last.

    A clip ends with a pose: it becomes up to half a pose longer or shorter, and its motion is stretched to that.
    """
    count = max(1, round(float(clip.times[-1]) * rate))
    moments = np.linspace(clip.times[0], clip.times[-1], count + 1)
    joints = [Slerp(clip.times, Rotation.from_quat(turns))(moments).as_quat() for turns in clip.turns.swapaxes(0, 1)]
    hips = make_interp_spline(clip.times, clip.hips, k=1)(moments)
    return Clip(clip.name, np.arange(count + 1) / rate, np.stack(joints, 1), hips)

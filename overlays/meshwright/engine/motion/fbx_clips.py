"""Write clips into FBX: for each a stack with one layer, where curves hold a key for each pose.

The format turns joints by angles about X, Y and Z in degrees, in this order, which readers blend number by number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from ..mesh import Floats
from ..writers.fbx_document import TICKS, Document, Object
from ..writers.fbx_nodes import Long
from .posing import Clip
from .skeleton import PLACES

_AXES: Final = "XYZ"
_LINEAR: Final = 4  # the way between two keys


def rate_of(clips: Sequence[Clip]) -> int:
    """Return the poses a second of clips, 0 without any."""
    return round(float(1 / (clips[0].times[1] - clips[0].times[0]))) if clips else 0


def add_clip(document: Document, limbs: Sequence[Object], clip: Clip) -> None:
    """Append a clip that moves limbs, which are in the order of the skeleton's joints."""
    times = np.round(clip.times * TICKS).astype(np.int64)
    stack = document.add("AnimationStack", clip.name, "", "AnimStack")
    ends = {"LocalStart": times[0], "LocalStop": times[-1], "ReferenceStart": times[0], "ReferenceStop": times[-1]}
    stack.table(*((name, "KTime", "Time", "", Long(time)) for name, time in ends.items()))
    layer = document.add("AnimationLayer", clip.name, "", "AnimLayer")
    document.connect(layer, stack)
    tracks = {("T", "Lcl Translation", PLACES["Hips"]): clip.hips}
    tracks |= {("R", "Lcl Rotation", place): angles(clip.turns[:, place]) for place in clip.turned()}
    for (name, moved, place), values in tracks.items():
        node = document.add("AnimationCurveNode", name, "", "AnimCurveNode")
        node.table(*((f"d|{axis}", "Number", "", "A", float(values[0, at])) for at, axis in enumerate(_AXES)))
        document.connect(node, layer)
        document.connect(node, limbs[place], moved)
        for at, axis in enumerate(_AXES):
            document.connect(_add_curve(document, times, values[:, at]), node, f"d|{axis}")


def _add_curve(document: Document, times: np.ndarray[tuple[int], np.dtype[np.int64]], values: Floats) -> Object:
    curve = document.add("AnimationCurve", "", "", "AnimCurve")
    curve.add("Default", float(values[0]))
    curve.add("KeyVer", 4008)
    curve.add("KeyTime", times)
    curve.add("KeyValueFloat", values.astype(np.float32))
    curve.add("KeyAttrFlags", np.array([_LINEAR], np.int32))  # of all keys
    curve.add("KeyAttrDataFloat", np.zeros(4, np.float32))
    curve.add("KeyAttrRefCount", np.array([len(times)], np.int32))
    return curve


def angles(turns: Floats) -> Floats:
    """Return turns (f, 4) as angles about X, Y and Z in degrees (f, 3), each near to the one before it."""
    turn = Rotation.from_quat(turns).as_matrix()
    x, z = np.arctan2(turn[:, 2, 1], turn[:, 2, 2]), np.arctan2(turn[:, 1, 0], turn[:, 0, 0])
    found = np.stack([x, np.arcsin((-turn[:, 2, 0]).clip(-1, 1)), z], 1)
    for frame in range(1, len(found)):
        same = np.stack([found[frame], found[frame] * [1, -1, 1] + np.pi])  # both triples are one turn
        same += 2 * np.pi * np.round((found[frame - 1] - same) / (2 * np.pi))
        found[frame] = same[np.abs(same - found[frame - 1]).sum(1).argmin()]
    return np.asarray(np.degrees(found))

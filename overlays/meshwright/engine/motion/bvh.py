"""Write a motion as BVH: the skeleton in centimetres, then a line of numbers a pose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from ..mesh import Floats
from .posing import FRAMES, Clip
from .skeleton import NAMES, PARENTS, Skeleton

_CENTIMETRES: Final = 100.0
_TURNS: Final = "Zrotation Xrotation Yrotation"


def write_bvh(skeleton: Skeleton, clip: Clip, path: Path) -> None:
    """Write a motion of ``FRAMES`` poses a second; only the hips change their place."""
    offsets = _CENTIMETRES * skeleton.offsets()
    offsets[NAMES.index("Hips")] = 0.0  # some readers add the offset of the root to its place
    order = list(_joints("Hips"))
    lines = ["HIERARCHY", *_described("Hips", offsets, 0), "MOTION", f"Frames: {len(clip.times)}"]
    lines.append(f"Frame Time: {1 / FRAMES:.7f}")
    angles = Rotation.from_quat(clip.turns.reshape(-1, 4)).as_euler("ZXY", degrees=True).reshape(len(clip.times), -1, 3)
    for hips, pose in zip(_CENTIMETRES * clip.hips, angles, strict=True):
        numbers = np.concatenate([hips, pose[[NAMES.index(name) for name in order]].ravel()])
        lines.append(" ".join(f"{number:.5f}" for number in numbers))
    path.write_text("\n".join(lines) + "\n", "ascii")


def _children(name: str) -> list[str]:
    return [child for child, parent in PARENTS.items() if parent == name]


def _joints(name: str) -> Iterator[str]:
    """Yield a joint and those below it in the order of the file."""
    yield name
    for child in _children(name):
        yield from _joints(child)


def _described(name: str, offsets: Floats, depth: int) -> Iterator[str]:
    indent, root = "  " * depth, not PARENTS[name]
    yield f"{indent}{'ROOT' if root else 'JOINT'} {name}"
    yield f"{indent}{{"
    yield f"{indent}  OFFSET {_numbers(offsets[NAMES.index(name)])}"
    yield f"{indent}  CHANNELS {6 if root else 3} {'Xposition Yposition Zposition ' if root else ''}{_TURNS}"
    for child in _children(name):
        yield from _described(child, offsets, depth + 1)
    if not _children(name):
        yield f"{indent}  End Site"
        yield from (f"{indent}  {{", f"{indent}    OFFSET {_numbers(_end(name))}", f"{indent}  }}")
    yield f"{indent}}}"


def _end(name: str) -> Floats:
    """Return where the last bone of a limb ends, relative to its joint: a place on the joint has no length."""
    return np.array([0.0, 0.0, 5.0] if name.endswith(("ToeBase", "Front")) else [0.0, 5.0, 0.0])


def _numbers(place: Floats) -> str:
    return " ".join(f"{number:.5f}" for number in place)

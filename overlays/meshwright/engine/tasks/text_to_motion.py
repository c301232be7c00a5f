"""Turn words into the motion of a skeleton without a figure."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"prompt", "duration", "mode"})
FORMATS = {"prime": "fbx", "swift": "bvh"}
HEIGHT = 1.7
"""Metres from the ground to the top of the skeleton."""


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..motion import bvh as bvh
    from ..motion import rigged_fbx as rigged_fbx
    from ..motion import sequence as sequence


def make(inputs: list[Path], request: Json, folder: Path) -> Made:  # noqa: ARG001
    """Write the motion that a prompt asks for. The request has no input files."""
    from ..motion.bvh import write_bvh
    from ..motion.rigged_fbx import motion_fbx
    from ..motion.sequence import motion_of
    from ..motion.skeleton import Skeleton

    mode, skeleton = request.get("mode", "prime"), Skeleton.of_height(HEIGHT)
    clip, notes = motion_of(request["prompt"], request["duration"], skeleton)
    known: Json = {"motion_format": FORMATS[mode], "duration_ms": round(1000 * request["duration"]), "mode": mode}
    name = f"motion.{FORMATS[mode]}"
    write = motion_fbx if mode == "prime" else write_bvh
    write(skeleton, clip, folder / name)
    return Made({"result": {"motion_url": name}}, notes, {"result": known})

"""Process an animation afterwards: another number of poses a second, its skeleton alone, or USDZ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..errors import EngineError
from ..json_object import Json
from .figure import Figure
from .posing import FRAMES, Clip
from .resampling import resampled
from .rigged_fbx import write_armature_fbx, write_rigged_fbx
from .rigged_usdz import write_rigged_usdz

_KEYS: Final = ("processed_usdz_url", "processed_armature_fbx_url", "processed_animation_fps_fbx_url")
_JOINED: Final = "A USDZ plays one animation: its {} clips follow each other."


def processed(
    figure: Figure, clips: Sequence[Clip], asked: Json | None, folder: Path
) -> tuple[dict[str, str], list[str]]:
    """Write what a ``post_process`` asks for; return the files by all keys that the service has, and notes.

    Raises EngineError for an operation that does not exist.
    """
    made: dict[str, str] = dict.fromkeys(_KEYS, "")
    notes: list[str] = []
    match (asked or {}).get("operation_type"):
        case None:
            pass
        case "change_fps":
            rate = (asked or {}).get("fps", FRAMES)
            made["processed_animation_fps_fbx_url"] = name = f"animation_{rate}_fps.fbx"
            write_rigged_fbx(figure, folder / name, [resampled(clip, rate) for clip in clips])
        case "extract_armature":
            made["processed_armature_fbx_url"] = name = "animation_armature.fbx"
            write_armature_fbx(figure.skeleton, folder / name, clips)
        case "fbx2usdz":
            made["processed_usdz_url"] = name = "animation.usdz"
            write_rigged_usdz(figure, clips, folder / name)
            notes += [_JOINED.format(len(clips))] if len(clips) > 1 else []
        case operation:
            raise EngineError(
                f"invalid operation_type: {operation!r} is not one of change_fps, extract_armature and fbx2usdz",
                code="format_conversion_failed",
            )
    return made, notes

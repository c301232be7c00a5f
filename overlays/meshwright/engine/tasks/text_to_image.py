"""Draw a picture after words, or three views of one object."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"prompt", "generate_multi_view", "aspect_ratio", "pose_mode", "remove_background"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..picturing import answering as answering


def make(inputs: list[Path], request: Json, folder: Path) -> Made:  # noqa: ARG001
    """Draw the subject of a prompt. The request has no input files."""
    from ..picturing.answering import pictured
    from ..picturing.subjects import subject_of

    subject = subject_of(request["prompt"], request.get("pose_mode"))
    return pictured([subject.picture], request, folder, subject.notes)

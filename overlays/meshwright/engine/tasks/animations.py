"""Let a rigged figure play actions of the library."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"action_id", "action_ids", "post_process", "sources"})
REFUSED = {"unknown_action": 400}


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..motion import processing as processing
    from ..motion import rigged_glb as rigged_glb
    from ..motion import sequence as sequence


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Animate the rigged figure, the first input; several actions become clips of one file, in their order.

    A motion of words is made again for the skeleton of the figure.
    """
    from ..motion.catalogue import action_of
    from ..motion.posing import clip_of
    from ..motion.processing import processed
    from ..motion.rigged_fbx import write_rigged_fbx
    from ..motion.rigged_glb import figure_of, with_clips
    from ..motion.sequence import motion_of

    figure = figure_of(inputs[0], folder)
    if motion := next((each["request"] for each in request["sources"] if each["kind"] == "text-to-motion"), None):
        clips = [motion_of(motion["prompt"], motion["duration"], figure.skeleton)[0]]
    else:
        asked = request["action_ids"] if "action_ids" in request else [request["action_id"]]
        clips = [clip_of(action_of(number), figure.skeleton) for number in asked]
    (folder / "animation.glb").write_bytes(with_clips(inputs[0].read_bytes(), clips))
    write_rigged_fbx(figure, folder / "animation.fbx", clips)
    result = {"animation_glb_url": "animation.glb", "animation_fbx_url": "animation.fbx"}
    files, notes = processed(figure, clips, request.get("post_process"), folder)
    return Made({"result": result | files}, [EMULATED, *notes])


EMULATED = "The motion was computed by the emulator from a few waves; the service's library is recorded."

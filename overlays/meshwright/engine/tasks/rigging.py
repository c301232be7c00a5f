"""Give a standing figure a skeleton, and let it walk and run."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"height_meters", "texture_image_url"})
REFUSED = {"pose_estimation_failed": 422}


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..motion import rigged_fbx as rigged_fbx
    from ..motion import rigged_glb as rigged_glb
    from ..motion import rigging as rigging


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Rig a model, the first input; a second is the picture of its texture."""
    from ..errors import EngineError
    from ..motion.catalogue import RUNNING, WALKING
    from ..motion.posing import clip_of
    from ..motion.rigged_fbx import write_rigged_fbx
    from ..motion.rigged_glb import armature, with_clips, write_rigged
    from ..motion.rigging import rigged

    if request.get("animation_type", "biped") != "biped":
        raise EngineError("Pose estimation failed: the emulator rigs bipeds only.", code="pose_estimation_failed")
    figure, notes = rigged(inputs, request.get("height_meters", 1.7), folder)
    glb = write_rigged(figure, folder / "rigged.glb")
    write_rigged_fbx(figure, folder / "rigged.fbx")
    basic: Json = {}
    for action in (WALKING, RUNNING):
        clip = clip_of(action, figure.skeleton)
        name = action.key
        (folder / f"{name}.glb").write_bytes(with_clips(glb, [clip]))
        write_rigged_fbx(figure, folder / f"{name}.fbx", [clip])
        (folder / f"{name}_armature.glb").write_bytes(armature(figure.skeleton, [clip]))
        basic |= {
            f"{name}_glb_url": f"{name}.glb",
            f"{name}_fbx_url": f"{name}.fbx",
            f"{name}_armature_glb_url": f"{name}_armature.glb",
        }
    # The GLB comes first: it is the input of animations.
    files = {"rigged_character_glb_url": "rigged.glb", "rigged_character_fbx_url": "rigged.fbx"}
    return Made({"result": files | {"basic_animations": basic}}, notes)

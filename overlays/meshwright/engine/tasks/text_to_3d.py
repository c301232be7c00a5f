"""Make a mesh from a prompt, and in a refine the same mesh with its texture; see ``modelling.subjects``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..json_object import Json
from . import Made
from .image_to_3d import DEFAULT_FORMATS, TEXTURE_PIXELS, members

SHAPE = ("target_polycount", "decimation_mode", "topology", "should_remesh")
"""Parameters of a preview that its refine keeps."""
PLACE = ("auto_size", "origin_at")
EFFECTIVE = frozenset(
    {"mode", "prompt", "model_type", "texture_prompt", "texture_image_url", "texture_resolution", "hd_texture"}
    | {"enable_pbr", "target_formats", "alpha_thumbnail", "sources", *SHAPE, *PLACE}
)


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..modelling import subjects as subjects


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Make a preview of a prompt, or its refine: the same steps on the same words give the same mesh.

    The inputs are the preview's GLB, which is not read, and the picture of ``texture_image_url``.
    """
    from ..modelling.image_to_3d import ImageTo3DOptions, build
    from ..modelling.subjects import Texture, subject_of

    refine = request["mode"] == "refine"
    preview = _preview(request) if refine else request
    picture = inputs[-1] if "texture_image_url" in request else None
    texture = Texture(request.get("texture_prompt", ""), picture) if refine else None
    subject = subject_of(preview["prompt"], texture)
    resolution = "4k" if request.get("hd_texture") else request.get("texture_resolution", "2k")
    place = request if request.get("auto_size") else preview
    options: dict[str, Any] = {name: preview[name] for name in SHAPE if name in preview}
    options |= {name: place[name] for name in PLACE if name in place}
    if preview.get("model_type") == "smart-topology":
        options["should_remesh"] = True
    result = build(
        subject.field,
        subject.shots,
        folder,
        ImageTo3DOptions(
            **options,
            should_texture=refine,
            enable_pbr=refine and request.get("enable_pbr", False),
            texture_resolution=TEXTURE_PIXELS.get(resolution, 2048),
            target_formats=tuple(request.get("target_formats", DEFAULT_FORMATS)),
            alpha_thumbnail=request.get("alpha_thumbnail", False),
        ),
        subject.notes,
    )
    return Made(members(result), list(result.notes))


def _preview(request: Json) -> Json:
    """Return the request of the preview that a refine is made of."""
    from ..errors import EngineError

    for source in request.get("sources", ()):
        if source["request"].get("mode") == "preview":
            return dict(source["request"])
    raise EngineError("preview_task_id must name a preview: the task that it names is not one.")

"""Make a textured model from one picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..json_object import Json
from . import Made

if TYPE_CHECKING:
    from ..modelling.image_to_3d import ImageTo3DResult

TEXTURE_PIXELS = {"2k": 2048, "4k": 4096, "8k": 8192}
DEFAULT_FORMATS = ("glb", "fbx", "obj", "usdz", "stl")
"""All formats but 3mf, which is made only on request."""
OPTIONS = frozenset(
    {
        "topology",
        "target_polycount",
        "decimation_mode",
        "should_remesh",
        "symmetry_mode",
        "should_texture",
        "enable_pbr",
        "save_pre_remeshed_model",
        "auto_size",
        "origin_at",
        "alpha_thumbnail",
        "multi_view_thumbnails",
    }
)
EFFECTIVE = OPTIONS | {"hd_texture", "texture_resolution", "target_formats"}


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..modelling import image_to_3d as image_to_3d


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Make a model from one to four pictures, with its textures and its thumbnails."""
    from ..modelling.image_to_3d import ImageTo3DOptions, image_to_3d

    resolution = "4k" if request.get("hd_texture") else request.get("texture_resolution", "2k")
    options = ImageTo3DOptions(
        **{name: value for name, value in request.items() if name in OPTIONS},
        texture_resolution=TEXTURE_PIXELS.get(resolution, 2048),
        target_formats=tuple(request.get("target_formats", DEFAULT_FORMATS)),
    )
    result = image_to_3d(inputs, folder, options)
    return Made(members(result), list(result.notes))


def members(result: ImageTo3DResult) -> Json:
    """Return the files of a result as members of the service's answer."""
    files: Json = {"model_urls": _names(result.models), "thumbnail_url": result.thumbnail.name}
    if result.textures:
        files["texture_urls"] = [_names(result.textures)]
    if result.alpha_thumbnail:
        files["alpha_thumbnail_url"] = result.alpha_thumbnail.name
    if result.thumbnails:
        files["thumbnail_urls"] = _names(result.thumbnails)
    return files


def _names(files: dict[str, Path]) -> dict[str, str]:
    return {key: path.name for key, path in files.items()}

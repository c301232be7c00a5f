"""Render the photos of a flight over the synthetic scenery, each with a small preview."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"site", "shots"})
QUALITY = 90
PREVIEW = 320
"""Pixels of the longer side of a preview."""


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..aerial import camera as camera
    from ..aerial import tags as tags


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Write the JPEG files of the shots; a shot's name becomes the file's name, that of a preview begins with
    ``preview-``.
    """
    from PIL import Image

    from ..aerial.camera import SIZE, Shot, render
    from ..aerial.tags import exif, xmp
    from ..survey.geodesy import Place

    del inputs
    site = Place(**request["site"])
    files: Json = {"photos": [], "previews": []}
    for shot in (Shot(**one) for one in request["shots"]):
        picture = Image.fromarray(render(shot, site))
        tags = {"exif": exif(shot, SIZE), "xmp": xmp(shot, SIZE)}
        picture.save(folder / shot.name, "JPEG", quality=QUALITY, **tags)
        picture.thumbnail((PREVIEW, PREVIEW))
        picture.save(folder / f"preview-{shot.name}", "JPEG", quality=80)
        files["photos"].append(shot.name)
        files["previews"].append(f"preview-{shot.name}")
    return Made(files, ["The photos were rendered from a synthetic terrain; no camera took them."])

"""Write the pictures of a task: one on a canvas, or three views."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..json_object import Json
from ..modelling.texture_files import save_png
from ..pictures import Picture
from ..tasks import Made
from .canvas import laid_out
from .turning import TURNED, three_views

FIRST_ALONE: Final = "Of several pictures only the first was turned."


def pictured(pictures: Sequence[Picture], request: Json, folder: Path, notes: Sequence[str]) -> Made:
    """Write the pictures that a request asks for; return ``image_urls``."""
    told = list(notes)
    if request.get("generate_multi_view"):
        told += [TURNED, FIRST_ALONE] if len(pictures) > 1 else [TURNED]
        drawn = three_views(pictures[0])
    else:
        drawn = [laid_out(pictures, request.get("aspect_ratio", "1:1"), clear=request.get("remove_background", False))]
    names = [save_png(pixels, folder / f"image_{number}.png").name for number, pixels in enumerate(drawn)]
    return Made({"image_urls": names}, told)

"""Change pictures after words, as far as they name colours, or draw three views of what they show."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"prompt", "generate_multi_view", "aspect_ratio", "remove_background"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..picturing import answering as answering


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Change one to five pictures."""
    from ..modelling.repainting import colours_in
    from ..pictures import load_picture
    from ..picturing.answering import pictured
    from ..picturing.changing import changed

    alone = bool(request.get("remove_background") or request.get("generate_multi_view"))
    colours = colours_in(request["prompt"])
    notes: list[str] = []
    pictures = [changed(load_picture(path), colours, notes, alone=alone) for path in inputs]
    return pictured(pictures, request, folder, list(dict.fromkeys(notes)))

"""Scale a model to a real-world size; everything else in its file is kept."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"resize_height", "resize_longest_side", "auto_size", "origin_at"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..resizing import resize as resize


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Scale a model."""
    from ..resizing.resize import ResizeOptions, resize

    options = ResizeOptions(**{name: value for name, value in request.items() if name in EFFECTIVE})
    result = resize(inputs[0], folder, options)
    return Made({"model_urls": {result.format: result.path.name}}, list(result.notes))

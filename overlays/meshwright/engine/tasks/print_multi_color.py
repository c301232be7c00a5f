"""Colour a model for a printer with several filaments."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"max_colors", "max_depth", "style"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..printing import colouring as colouring


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Reduce the texture of a model to a few colours; the result is a 3MF."""
    from ..printing.colouring import multi_color

    made = multi_color(inputs[0], folder, request)
    return Made({"model_urls": {"3mf": made.path.name}}, list(made.notes))

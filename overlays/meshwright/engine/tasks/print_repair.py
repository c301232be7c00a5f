"""Repair a model for printing."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"printer_type", "intended_print_height_mm"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..printing import repairing as repairing


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Repair a model; the result has the format of the input."""
    from ..printing.repairing import repair

    made = repair(inputs[0], folder, request)
    models = {key: path.name for key, path in made.models.items()}
    return Made({"model_urls": models, "thumbnail_url": made.thumbnail.name}, list(made.notes), {"texture_urls": []})

"""Split a model into parts for printing."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset(
    {"mode", "prompt", "target_formats", "layout"}
    | {"connectors", "connector_type", "connector_size", "connector_height"}
)


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..printing import splitting as splitting


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Split a model into named objects."""
    from ..printing.splitting import split

    made = split(inputs[0], folder, request)
    files: Json = {"model_urls": {key: path.name for key, path in made.models.items()}}
    files["thumbnail_url"] = made.thumbnail.name
    values: Json = {"part_count": made.part_count}
    if made.prompt_ignored:
        values["prompt_ignored"] = True
    return Made(files, list(made.notes), values)

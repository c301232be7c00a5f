"""Run a kind of the engine in this process, as its worker does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meshwright.engine.tasks import Made, maker


def made(kind: str, inputs: list[Path], folder: Path, **request: Any) -> Made:
    """Make the result of one task in a folder."""
    module = maker(kind)
    module.load(request)
    folder.mkdir(parents=True, exist_ok=True)
    return module.make(inputs, request, folder)


def files_of(result: Made, folder: Path) -> dict[str, bytes]:
    """Return the bytes of all model files of a result, by format."""
    return {kind: (folder / name).read_bytes() for kind, name in result.files["model_urls"].items()}

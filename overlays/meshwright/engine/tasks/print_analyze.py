"""Measure whether a model can be printed. No file is made."""

from __future__ import annotations

import time
from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"printer_type", "intended_print_height_mm"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..printing import analyzing as analyzing


def make(inputs: list[Path], request: Json, _folder: Path) -> Made:
    """Measure a model; its thin walls only if a printer or a size is given."""
    from ..printing.analyzing import analyze

    printability, notes = analyze(inputs[0], request, evaluated_at=time.time_ns() // 1_000_000)
    return Made({}, notes, {"printability": printability})

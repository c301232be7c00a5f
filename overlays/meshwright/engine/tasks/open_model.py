"""Make a map or a model of FlightHub from drone photos, as one zip."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"kind", "parameters", "method"})


def load(request: Json) -> None:
    """Import the modules that compute; the photogrammetry method needs its own library."""
    from .. import survey as survey

    if request.get("method") == "photogrammetry" and importlib.util.find_spec("pycolmap"):
        importlib.import_module("pycolmap")


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Reconstruct a site from photos."""
    from ..survey import pack, survey

    made = survey(inputs, folder, request["kind"], request["parameters"], method=request["method"])
    return Made({"zip": pack(made, folder / "result.zip").name}, list(made.notes))

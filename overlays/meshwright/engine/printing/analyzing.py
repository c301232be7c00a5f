"""Measure a model file for printing."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import printability, walls
from .print_size import print_size
from .solids import solid_of
from .source import read_shape


def analyze(source: Path, request: Json, evaluated_at: int) -> tuple[Json, list[str]]:
    """Return the printability of a model and notes; ``thin_walls`` only if a printer or a size is given."""
    kind, mesh = read_shape(source)
    metrics = printability.measure(mesh)
    answer = printability.report(metrics, evaluated_at)
    notes = ["The emulator measured the model itself; volume is in cubic units of the file."]
    size = print_size(mesh, kind, request)
    if size is None:
        return answer, notes
    if size.height_ignored:
        notes.append(f"intended_print_height_mm had no effect: it sets the size of GLB and glTF files, not of {kind}.")
    solid = solid_of(mesh) if metrics.volume > 0 else None
    if solid is None:
        answer["thin_walls"] = {"emulated": True, "reason": "not measured: the model is not a closed solid"}
        notes.append("Thin walls were not measured, because the model is not a closed solid; repair it first.")
    else:
        answer["thin_walls"] = walls.report(walls.measure_walls(mesh, solid, size.least_wall), size)
        notes.append("The members of thin_walls are the emulator's own; the service does not publish its.")
    return answer, notes

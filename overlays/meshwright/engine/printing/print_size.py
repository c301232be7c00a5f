"""The size in which a model is printed, and the walls that a printer can make.

A GLB or glTF is printed at the requested height, else 150 mm high. An STL counts in millimetres; any other model is
printed with its longest side at 150 mm.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..json_object import Json
from ..mesh import Mesh

LEAST_WALL_MM: Final = {"fdm": 1.0, "sla": 0.8, "full_color": 2.0}
"""The thinnest wall of each printer_type."""
DEFAULT_PRINTER: Final = "fdm"
DEFAULT_MM: Final = 150.0
PARAMETERS: Final = frozenset({"printer_type", "intended_print_height_mm"})


@frozen(kw_only=True)
class PrintSize:
    """A printer and a scale."""

    printer: str
    mm_per_unit: float
    height_ignored: bool = False
    """Whether a height was requested for a file that has its own size."""

    @property
    def least_wall_mm(self) -> float:
        """Return the thinnest wall of the printer."""
        return LEAST_WALL_MM[self.printer]

    @property
    def least_wall(self) -> float:
        """Return the thinnest wall in units of the model."""
        return self.least_wall_mm / self.mm_per_unit


def print_size(mesh: Mesh, kind: str, request: Json) -> PrintSize | None:
    """Return the printer and the scale that a request asks for; None if it asks for neither."""
    if not PARAMETERS & request.keys():
        return None
    printer, height = request.get("printer_type") or DEFAULT_PRINTER, request.get("intended_print_height_mm")
    extents = np.ptp(mesh.vertices, axis=0)
    if kind in ("glb", "gltf"):
        scale = float(height or DEFAULT_MM) / float(extents[1] or extents.max())
        return PrintSize(printer=printer, mm_per_unit=scale)
    scale = 1.0 if kind == "stl" else DEFAULT_MM / float(extents.max())
    return PrintSize(printer=printer, mm_per_unit=scale, height_ignored=height is not None)

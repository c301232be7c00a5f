from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.printer_type import PrinterType


@define(kw_only=True, repr=False)
class CreatePrintAnalyze(JsonObject):
    """Which model is measured, and for which printer."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task of meshy-6 or later whose model is measured. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream."""
    printer_type: PrinterType | Unset = UNSET
    """`fdm` prints walls from 1.0 mm, `sla` from 0.8 mm, `full_color` from 2.0 mm."""
    intended_print_height_mm: float | Unset = UNSET
    """Height of the print in millimetres. Without it, 150 mm; an STL has its own size."""

    wire: ClassVar[Wire] = {}

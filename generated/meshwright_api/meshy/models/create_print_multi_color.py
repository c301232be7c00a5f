from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.color_style import ColorStyle
from ..models.printer_brand import PrinterBrand


@define(kw_only=True, repr=False)
class CreatePrintMultiColor(JsonObject):
    """Which textured model is printed, and in how many colours."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task with textures. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb or .fbx; a public URL, or a data URI of type application/octet-stream."""
    max_colors: int | Unset = UNSET
    """Filament colours at most."""
    max_depth: int | Unset = UNSET
    """Fineness of the colours; for style realistic."""
    style: ColorStyle | Unset = UNSET
    """`realistic` colours each triangle, `cartoon` makes flat regions and takes colours of vertices too."""
    printer_brand: PrinterBrand | Unset = UNSET
    """Whose slicer the 3MF is for."""

    wire: ClassVar[Wire] = {}

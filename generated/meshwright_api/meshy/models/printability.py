from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.print_metrics import PrintMetrics
from ..models.print_status import PrintStatus
from ..models.thin_walls import ThinWalls


@define(kw_only=True, repr=False)
class Printability(JsonObject):
    """Whether a model can be printed, and what prevents it."""

    version: str | Unset = UNSET
    """Version of this object."""
    status: PrintStatus | Unset = UNSET
    """`error` if the model is open, has no volume or edges of more than two faces, `warning` if it has degenerate
    faces or holes."""
    issue_count: int | Unset = UNSET
    """Errors and warnings."""
    error_count: int | Unset = UNSET
    warning_count: int | Unset = UNSET
    metrics: PrintMetrics | Unset = UNSET
    """The measured values."""
    evaluated_at: int | Unset = UNSET
    """Epoch milliseconds."""
    thin_walls: ThinWalls | Unset = UNSET
    """The walls that are too thin for the printer; its members are not known."""

    wire: ClassVar[Wire] = {
        "_version": ("version", plain),
        "metrics": ("metrics", PrintMetrics.from_dict),
        "thin_walls": ("thin_walls", ThinWalls.from_dict),
    }

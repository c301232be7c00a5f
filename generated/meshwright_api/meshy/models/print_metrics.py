from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class PrintMetrics(JsonObject):
    """The measured values."""

    is_watertight: bool | Unset = UNSET
    """Whether the surface is closed."""
    volume: float | Unset = UNSET
    """The volume that it encloses."""
    non_manifold_edges: int | Unset = UNSET
    """Edges of more than two faces."""
    degenerate_faces: int | Unset = UNSET
    """Faces without an area."""
    holes: int | Unset = UNSET
    """Rims of the surface."""

    wire: ClassVar[Wire] = {}

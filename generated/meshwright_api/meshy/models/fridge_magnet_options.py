from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.badge_shape import BadgeShape
from ..models.relief_curve import ReliefCurve


@define(kw_only=True, repr=False)
class FridgeMagnetOptions(JsonObject):
    """The form of a fridge magnet."""

    badge_shape: BadgeShape | Unset = UNSET
    """The outline of a keychain or a fridge magnet."""
    size_mm: float | Unset = UNSET
    """Longest side, in millimetres."""
    relief_height_mm: float | Unset = UNSET
    """Height of the relief, in millimetres."""
    relief_offset_mm: float | Unset = UNSET
    """Lowest point of the relief above the base, in millimetres."""
    base_thickness_mm: float | Unset = UNSET
    """Thickness of the base, in millimetres."""
    has_closed_back: bool | Unset = UNSET
    """Whether the back is closed."""
    relief_curve: ReliefCurve | Unset = UNSET
    """How the depth of a relief follows that of the picture."""
    curve_param: float | Unset = UNSET
    """Strength of the curve."""
    invert_depth: bool | Unset = UNSET
    """Whether dark is high."""
    smoothing: float | Unset = UNSET
    """Strength of the smoothing."""
    relief_scale: float | Unset = UNSET
    """Factor of the depth."""
    depth_threshold: float | Unset = UNSET
    """Depth below which nothing is raised, as a part of the whole."""
    remove_background: bool | Unset = UNSET
    """Whether to remove the background of the picture."""
    export_resolution: int | Unset = UNSET
    """Points of the relief a side."""

    wire: ClassVar[Wire] = {}

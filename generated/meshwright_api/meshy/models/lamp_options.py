from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.light_source import LightSource


@define(kw_only=True, repr=False)
class LampOptions(JsonObject):
    """The form of a lamp."""

    diameter_mm: float | Unset = UNSET
    """Diameter of the lampshade, in millimetres."""
    thickness_mm: float | Unset = UNSET
    """Thickness of its wall, in millimetres."""
    cut_amount_percent: float | Unset = UNSET
    """How much is cut off below, in percent of the height."""
    light_source_preset: LightSource | Unset = UNSET
    """The light that the base of a lamp holds; `none` makes no base."""
    fixture_offset_x_mm: float | Unset = UNSET
    """Place of the light, to the right, in millimetres."""
    fixture_offset_z_mm: float | Unset = UNSET
    """Place of the light, to the front, in millimetres."""
    rotate_x_deg: float | Unset = UNSET
    """Turn of the lampshade around x, in degrees."""
    rotate_y_deg: float | Unset = UNSET
    """Turn of the lampshade around y, in degrees."""
    rotate_z_deg: float | Unset = UNSET
    """Turn of the lampshade around z, in degrees."""
    include_result_json: bool | Unset = UNSET
    """Whether the archive has a JSON file about the result; for the format zip only."""

    wire: ClassVar[Wire] = {}

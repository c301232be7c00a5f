from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.lens import Lens


@define(kw_only=True, repr=False)
class AircraftCamera(JsonObject):
    """A camera of an aircraft."""

    camera_index: str | Unset = UNSET
    """Names the camera, such as `52-0-0`."""
    lens_list: list[Lens] | None | Unset = UNSET
    """Its lenses."""

    wire: ClassVar[Wire] = {
        "lens_list": ("lens_list", each(Lens.from_dict)),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.lens_type import LensType


@define(kw_only=True, repr=False)
class Lens(JsonObject):
    """A lens of an aircraft's camera."""

    lens_type: LensType | Unset = UNSET
    """Which lens of a camera."""
    available_lens_types: list[LensType] | None | Unset = UNSET
    """Lenses that can be shown."""

    wire: ClassVar[Wire] = {}

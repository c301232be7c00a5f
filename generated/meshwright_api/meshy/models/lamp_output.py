from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.lamp_format import LampFormat


@define(kw_only=True, repr=False)
class LampOutput(JsonObject):
    """How the files of a lamp come."""

    format_: LampFormat | Unset = UNSET
    """Single files, or everything in one archive."""

    wire: ClassVar[Wire] = {
        "format": ("format_", plain),
    }

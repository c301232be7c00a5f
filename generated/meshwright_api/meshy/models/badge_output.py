from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.badge_format import BadgeFormat


@define(kw_only=True, repr=False)
class BadgeOutput(JsonObject):
    """How the files of a keychain or a fridge magnet come."""

    format_: BadgeFormat | Unset = UNSET
    """`obj` comes as a ZIP archive, `zip` holds everything."""

    wire: ClassVar[Wire] = {
        "format": ("format_", plain),
    }

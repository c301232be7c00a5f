from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.public_animation import PublicAnimation


@define(kw_only=True, repr=False)
class PublicAnimationPage(JsonObject):
    """All actions of a category."""

    total: int | Unset = UNSET
    """How many there are."""
    list_: list[PublicAnimation] | Unset = UNSET
    """The actions."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(PublicAnimation.from_dict)),
    }

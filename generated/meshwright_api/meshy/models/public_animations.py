from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.public_animation_page import PublicAnimationPage


@define(kw_only=True, repr=False)
class PublicAnimations(JsonObject):
    """The answer of the public library."""

    result: PublicAnimationPage
    """All actions of a category."""

    wire: ClassVar[Wire] = {
        "result": ("result", PublicAnimationPage.from_dict),
    }

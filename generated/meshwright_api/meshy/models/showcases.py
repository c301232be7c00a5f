from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire, each
from ..models.showcase import Showcase


@define(kw_only=True, repr=False)
class Showcases(JsonObject):
    """Published models."""

    result: list[Showcase]
    """The models."""

    wire: ClassVar[Wire] = {
        "result": ("result", each(Showcase.from_dict)),
    }

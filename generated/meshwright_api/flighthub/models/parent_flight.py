from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ParentFlight(JsonObject):
    """The flight that broke off."""

    uuid: str | Unset = UNSET
    """Its uuid."""

    wire: ClassVar[Wire] = {}

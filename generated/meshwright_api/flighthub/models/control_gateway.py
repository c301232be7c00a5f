from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ControlGateway(JsonObject):
    """The dock of an aircraft."""

    sn: str | Unset = UNSET
    """Serial number."""

    wire: ClassVar[Wire] = {}

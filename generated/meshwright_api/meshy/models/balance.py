from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class Balance(JsonObject):
    """The credits that are left."""

    balance: int
    """Credits."""

    wire: ClassVar[Wire] = {}

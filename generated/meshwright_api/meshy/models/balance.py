from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class Balance(JsonObject):
    """What the account can still spend."""

    balance: int
    """Credits."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class RelayOutput(JsonObject):
    """The result of a relay."""

    status: int | Unset = UNSET
    """Its result, 200, 1, 2, 3 or 65535."""

    wire: ClassVar[Wire] = {}

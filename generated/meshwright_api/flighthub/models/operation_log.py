from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class OperationLog(JsonObject):
    """A command during a flight."""

    method: str | Unset = UNSET
    """The command."""
    time: Any | Unset = UNSET
    """When."""
    bid: str | Unset = UNSET
    """Its id."""
    user_name: str | Unset = UNSET
    """Who sent it."""
    user_id: str | Unset = UNSET
    """The person."""

    wire: ClassVar[Wire] = {}

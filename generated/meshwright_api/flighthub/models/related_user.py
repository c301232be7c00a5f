from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class RelatedUser(JsonObject):
    """A person who had to do with a flight."""

    user_name: str | Unset = UNSET
    """Their name."""
    user_id: str | Unset = UNSET
    """The person."""
    oper_type: Any | Unset = UNSET
    """Their part in it."""

    wire: ClassVar[Wire] = {}

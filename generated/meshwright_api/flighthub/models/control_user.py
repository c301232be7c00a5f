from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class ControlUser(JsonObject):
    """Who controls."""

    call_sign: str | Unset = UNSET
    """Name for people."""
    user_id: str | Unset = UNSET
    """The user."""
    type_: str | Unset = UNSET
    """Kind of user."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
    }

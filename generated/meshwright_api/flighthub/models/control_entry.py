from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.control_gateway import ControlGateway
from ..models.control_type import ControlType
from ..models.control_user import ControlUser


@define(kw_only=True, repr=False)
class ControlEntry(JsonObject):
    """One thing that is controlled."""

    type_: ControlType | Unset = UNSET
    """The controlled part."""
    payload_index: str | Unset = UNSET
    """The payload."""
    gateway: ControlGateway | None | Unset = UNSET
    """The dock."""
    user: ControlUser | None | Unset = UNSET
    """Who controls it."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
        "gateway": ("gateway", ControlGateway.from_dict),
        "user": ("user", ControlUser.from_dict),
    }

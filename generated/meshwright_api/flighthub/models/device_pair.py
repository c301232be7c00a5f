from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.drone import Drone
from ..models.gateway import Gateway


@define(kw_only=True, repr=False)
class DevicePair(JsonObject):
    """A dock or a remote controller with its aircraft."""

    gateway: Gateway | None | Unset = UNSET
    """The dock or the remote controller."""
    drone: Drone | None | Unset = UNSET
    """The aircraft."""

    wire: ClassVar[Wire] = {
        "gateway": ("gateway", Gateway.from_dict),
        "drone": ("drone", Drone.from_dict),
    }

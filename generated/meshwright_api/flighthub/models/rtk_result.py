from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.rtk_status import RtkStatus


@define(kw_only=True, repr=False)
class RtkResult(JsonObject):
    """Result of a calibration."""

    bid: str | Unset = UNSET
    """Number of the call."""
    status: RtkStatus | Unset = UNSET
    """Whether the dock was calibrated."""

    wire: ClassVar[Wire] = {}

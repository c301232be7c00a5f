from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class PairRelay(JsonObject):
    """Pairs a relay."""

    device_sn: str
    """Serial number of the device."""
    pair_enable: bool
    """Whether pairing is on."""
    pair_type: str
    """drone or relay."""

    wire: ClassVar[Wire] = {}

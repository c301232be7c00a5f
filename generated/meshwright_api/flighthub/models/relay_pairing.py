from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.relay_output import RelayOutput


@define(kw_only=True, repr=False)
class RelayPairing(JsonObject):
    """The result of a pairing."""

    status: str | Unset = UNSET
    """ok or failed."""
    output: RelayOutput | Unset = UNSET
    """The result of a relay."""
    bid: str | Unset = UNSET
    """The task."""

    wire: ClassVar[Wire] = {
        "output": ("output", RelayOutput.from_dict),
    }

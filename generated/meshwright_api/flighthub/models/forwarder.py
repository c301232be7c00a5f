from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.forwarder_options import ForwarderOptions
from ..models.forwarder_schema import ForwarderSchema
from ..models.forwarder_state import ForwarderState


@define(kw_only=True, repr=False)
class Forwarder(JsonObject):
    """A stream that is sent on."""

    converter_id: str | Unset = UNSET
    """The forwarder."""
    converter_name: str | Unset = UNSET
    """Its name."""
    sn: str | Unset = UNSET
    """Serial number of the device."""
    camera_index: str | Unset = UNSET
    """The camera."""
    schema: ForwarderSchema | Unset = UNSET
    """Protocol of a forwarded stream."""
    schema_option: ForwarderOptions | None | Unset = UNSET
    """The target."""
    bypass_option: ForwarderOptions | None | Unset = UNSET
    """The target in V2."""
    auto_push_stream: bool | Unset = UNSET
    """Whether it sends."""
    device_online_status: bool | Unset = UNSET
    """Whether the device is online."""
    device_callsign: str | Unset = UNSET
    """Name of the device."""
    state: ForwarderState | Unset = UNSET
    """State of a forwarder."""
    code: int | Unset = UNSET
    """Why it failed; 0 when it did not."""

    wire: ClassVar[Wire] = {
        "schema_option": ("schema_option", ForwarderOptions.from_dict),
        "bypass_option": ("bypass_option", ForwarderOptions.from_dict),
    }

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire
from ..models.forwarder_options import ForwarderOptions
from ..models.forwarder_schema import ForwarderSchema


@define(kw_only=True, repr=False)
class CreateForwarder(JsonObject):
    """A stream that is sent on to a server of one's own."""

    converter_name: str
    """A name that no other forwarder has."""
    sn: str
    """Serial number of the device."""
    camera_index: str
    """The camera, from camera_list."""
    schema: ForwarderSchema
    """Protocol of a forwarded stream."""
    schema_option: ForwarderOptions
    """Where a stream is sent, by its protocol. rtmp has url; gb28181 has server_id, server_ip, server_port,
    device_password, local_port, device_id and local_channel; rtsp has username, password and enable_ts."""

    wire: ClassVar[Wire] = {
        "schema_option": ("schema_option", ForwarderOptions.from_dict),
    }

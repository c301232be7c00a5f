from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ForwarderOptions(JsonObject):
    """Where a stream is sent, by its protocol. rtmp has url; gb28181 has server_id, server_ip, server_port,
    device_password, local_port, device_id and local_channel; rtsp has username, password and enable_ts."""

    url: str | Unset = UNSET
    """Target of rtmp."""
    server_id: str | Unset = UNSET
    """Id of the gb28181 server."""
    server_ip: str | Unset = UNSET
    """Address of the gb28181 server."""
    server_port: str | Unset = UNSET
    """Port of the gb28181 server."""
    device_password: str | Unset = UNSET
    """Password of the gb28181 device."""
    local_port: str | Unset = UNSET
    """Local port of gb28181."""
    device_id: str | Unset = UNSET
    """Id of the gb28181 device."""
    local_channel: str | Unset = UNSET
    """Channel of gb28181."""
    username: str | Unset = UNSET
    """Name of the rtsp user."""
    password: str | Unset = UNSET
    """Password of the rtsp user."""
    enable_ts: bool | Unset = UNSET
    """Whether rtsp carries an MPEG transport stream."""

    wire: ClassVar[Wire] = {}

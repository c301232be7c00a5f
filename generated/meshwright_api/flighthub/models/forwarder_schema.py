from __future__ import annotations

from typing import Literal, TypeAlias

ForwarderSchema: TypeAlias = Literal["gb28181", "rtmp", "rtsp"] | str
"""Protocol of a forwarded stream.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

HmsModule: TypeAlias = Literal["device_management", "flight_task", "hms", "media"] | str
"""The part that it concerns.

A value that the service adds tomorrow passes too.
"""

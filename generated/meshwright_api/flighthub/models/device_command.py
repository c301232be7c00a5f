from __future__ import annotations

from typing import Literal, TypeAlias

DeviceCommand: TypeAlias = (
    Literal["flighttask_pause", "flighttask_recovery", "return_home", "return_home_cancel", "return_specific_home"]
    | str
)
"""What an aircraft in the air is to do.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

DeviceCommand: TypeAlias = (
    Literal["flighttask_pause", "flighttask_recovery", "return_home", "return_home_cancel", "return_specific_home"]
    | str
)
"""Command to an aircraft in the air.

A value that the service adds tomorrow passes too.
"""

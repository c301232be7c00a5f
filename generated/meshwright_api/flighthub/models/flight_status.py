from __future__ import annotations

from typing import Literal, TypeAlias

FlightStatus: TypeAlias = (
    Literal["executing", "paused", "starting_failure", "success", "suspended", "terminated", "timeout", "waiting"] | str
)
"""Status of a flight.

A value that the service adds tomorrow passes too.
"""

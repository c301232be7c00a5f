from __future__ import annotations

from typing import Literal, TypeAlias

FlightSwitch: TypeAlias = Literal["restored", "suspended"] | str
"""Whether a planned flight is to take off.

A value that the service adds tomorrow passes too.
"""

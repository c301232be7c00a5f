from __future__ import annotations

from typing import Literal, TypeAlias

FlightType: TypeAlias = Literal["continuous", "immediate", "recurring", "timed"] | str
"""When an aircraft takes off.

A value that the service adds tomorrow passes too.
"""

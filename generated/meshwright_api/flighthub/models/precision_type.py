from __future__ import annotations

from typing import Literal, TypeAlias

PrecisionType: TypeAlias = Literal["gps", "rtk"] | str
"""How an aircraft finds its place.

A value that the service adds tomorrow passes too.
"""

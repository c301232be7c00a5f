from __future__ import annotations

from typing import Literal, TypeAlias

GeometryResolution: TypeAlias = Literal["2k", "4k", "standard"] | str
"""Detail of the geometry; 2k and 4k cost 5 credits more. Multi-image has no 4k.

A value that the service adds tomorrow passes too.
"""

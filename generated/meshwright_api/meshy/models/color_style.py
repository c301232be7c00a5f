from __future__ import annotations

from typing import Literal, TypeAlias

ColorStyle: TypeAlias = Literal["cartoon", "realistic"] | str
"""`realistic` colours each triangle, `cartoon` makes flat regions and takes colours of vertices too.

A value that the service adds tomorrow passes too.
"""

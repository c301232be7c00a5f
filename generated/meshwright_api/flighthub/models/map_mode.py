from __future__ import annotations

from typing import Literal, TypeAlias

MapMode: TypeAlias = Literal["normal", "surround"] | str
"""How the photos were taken.

A value that the service adds tomorrow passes too.
"""

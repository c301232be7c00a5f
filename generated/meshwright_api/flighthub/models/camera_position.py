from __future__ import annotations

from typing import Literal, TypeAlias

CameraPosition: TypeAlias = Literal["indoor", "outdoor"] | str
"""Which camera of a dock.

A value that the service adds tomorrow passes too.
"""

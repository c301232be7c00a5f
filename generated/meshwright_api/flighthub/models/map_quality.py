from __future__ import annotations

from typing import Literal, TypeAlias

MapQuality: TypeAlias = Literal["high", "low", "medium"] | str
"""How fine a model is.

A value that the service adds tomorrow passes too.
"""

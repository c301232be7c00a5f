from __future__ import annotations

from typing import Literal, TypeAlias

PrintStatus: TypeAlias = Literal["error", "healthy", "unknown", "warning"] | str
"""`error` if the model is open, has no volume or edges of more than two faces, `warning` if it has degenerate
faces or holes.

A value that the service adds tomorrow passes too.
"""

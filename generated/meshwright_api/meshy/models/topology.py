from __future__ import annotations

from typing import Literal, TypeAlias

Topology: TypeAlias = Literal["quad", "triangle"] | str
"""`quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh.

A value that the service adds tomorrow passes too.
"""

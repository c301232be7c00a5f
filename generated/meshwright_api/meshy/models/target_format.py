from __future__ import annotations

from typing import Literal, TypeAlias

TargetFormat: TypeAlias = Literal["3mf", "fbx", "glb", "obj", "stl", "usdz"] | str
"""TargetFormat

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

ShowcaseFormat: TypeAlias = Literal["fbx", "glb", "obj", "usdz"] | str
"""ShowcaseFormat

A value that the service adds tomorrow passes too.
"""

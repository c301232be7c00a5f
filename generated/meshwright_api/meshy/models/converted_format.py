from __future__ import annotations

from typing import Literal, TypeAlias

ConvertedFormat: TypeAlias = Literal["3mf", "blend", "fbx", "glb", "obj", "stl", "usdz"] | str
"""A file format. `blend` needs Blender where the emulator makes it.

A value that the service adds tomorrow passes too.
"""

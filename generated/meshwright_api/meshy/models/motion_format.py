from __future__ import annotations

from typing import Literal, TypeAlias

MotionFormat: TypeAlias = Literal["bvh", "fbx"] | str
"""The format of the file.

A value that the service adds tomorrow passes too.
"""

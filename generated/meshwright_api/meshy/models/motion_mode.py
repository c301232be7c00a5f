from __future__ import annotations

from typing import Literal, TypeAlias

MotionMode: TypeAlias = Literal["prime", "swift"] | str
"""`prime` makes an FBX, `swift` a BVH and costs less.

A value that the service adds tomorrow passes too.
"""

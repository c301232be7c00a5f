from __future__ import annotations

from typing import Literal, TypeAlias

PoseMode: TypeAlias = Literal["", "a-pose", "t-pose"] | str
"""The pose that a character is turned into; the empty string leaves it alone.

A value that the service adds tomorrow passes too.
"""

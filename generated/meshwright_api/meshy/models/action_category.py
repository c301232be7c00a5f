from __future__ import annotations

from typing import Literal, TypeAlias

ActionCategory: TypeAlias = Literal["BodyMovements", "DailyActions", "Dancing", "Fighting", "WalkAndRun"] | str
"""A part of the animation library.

A value that the service adds tomorrow passes too.
"""

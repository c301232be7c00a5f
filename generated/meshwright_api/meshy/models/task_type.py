from __future__ import annotations

from typing import Literal, TypeAlias

TaskType: TypeAlias = (
    Literal["image-to-3d", "multi-image-to-3d", "remesh", "resize", "text-to-3d-preview", "text-to-3d-refine"] | str
)
"""Which resource a task belongs to.

A value that the service adds tomorrow passes too.
"""

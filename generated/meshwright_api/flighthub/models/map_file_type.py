from __future__ import annotations

from typing import Literal, TypeAlias

MapFileType: TypeAlias = Literal["model_2d", "model_3d"] | str
"""Kind of a model.

A value that the service adds tomorrow passes too.
"""

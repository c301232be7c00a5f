from __future__ import annotations

from typing import Literal, TypeAlias

MultiImageModel: TypeAlias = Literal["latest", "meshy-5", "meshy-6", "meshy-6-lite", "meshy-7", "meshy-7.1"] | str
"""The model that does the work. Smart topology is not offered here. meshy-5 was served as meshy-6-lite from
2026-09-11 until it retired.

A value that the service adds tomorrow passes too.
"""

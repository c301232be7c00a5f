from __future__ import annotations

from typing import Literal, TypeAlias

MultiImageModel: TypeAlias = Literal["latest", "meshy-5", "meshy-6", "meshy-6-lite", "meshy-7", "meshy-7.1"] | str
"""The model that does the work. Smart topology is not offered here.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

TextureModel: TypeAlias = Literal["latest", "meshy-5", "meshy-6", "meshy-6-lite", "meshy-7"] | str
"""The model that paints; `latest` is meshy-7. meshy-7.1 is not offered here.

A value that the service adds tomorrow passes too.
"""

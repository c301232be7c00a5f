from __future__ import annotations

from typing import Literal, TypeAlias

TextureResolution: TypeAlias = Literal["2k", "4k", "8k"] | str
"""Edge of the base-colour texture. 4k and 8k are not offered by meshy-5 and meshy-6-lite; 8k costs 5 credits
more.

A value that the service adds tomorrow passes too.
"""

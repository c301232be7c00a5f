from __future__ import annotations

from typing import Literal, TypeAlias

AspectRatio: TypeAlias = Literal["16:9", "1:1", "2:3", "3:2", "3:4", "4:3", "9:16"] | str
"""Width to height. 3:2 and 2:3 are offered by the gpt-image models only.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

StreamQuality: TypeAlias = Literal["adaptive", "smooth", "ultra_high_definition"] | str
"""How clear the video is.

A value that the service adds tomorrow passes too.
"""

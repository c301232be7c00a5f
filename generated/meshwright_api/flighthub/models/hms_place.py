from __future__ import annotations

from typing import Literal, TypeAlias

HmsPlace: TypeAlias = Literal["in_the_sky", "on_the_ground"] | str
"""Where the aircraft was.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

BadgeShape: TypeAlias = Literal["circle", "hexagon", "rounded-rect", "shield", "star"] | str
"""The outline of a keychain or a fridge magnet.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

BadgeFormat: TypeAlias = Literal["glb", "obj", "zip"] | str
"""`obj` comes as a ZIP archive, `zip` holds everything.

A value that the service adds tomorrow passes too.
"""

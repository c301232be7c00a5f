from __future__ import annotations

from typing import Literal, TypeAlias

LampFormat: TypeAlias = Literal["stl", "zip"] | str
"""Single files, or everything in one archive.

A value that the service adds tomorrow passes too.
"""

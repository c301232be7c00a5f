from __future__ import annotations

from typing import Literal, TypeAlias

PixelSubject: TypeAlias = Literal["other", "person"] | str
"""Subject of the picture.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

LampSubject: TypeAlias = Literal["character", "landscape"] | str
"""Subject of the picture of a lamp.

A value that the service adds tomorrow passes too.
"""

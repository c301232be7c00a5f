from __future__ import annotations

from typing import Literal, TypeAlias

ShowcaseType: TypeAlias = Literal["all", "animate", "static"] | str
"""`animate` moves, `static` does not.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

SymmetryMode: TypeAlias = Literal["auto", "off", "on"] | str
"""`off` never, `auto` when the picture suggests it, `on` always makes the model mirror-symmetric.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

PrinterType: TypeAlias = Literal["fdm", "full_color", "sla"] | str
"""`fdm` prints walls from 1.0 mm, `sla` from 0.8 mm, `full_color` from 2.0 mm.

A value that the service adds tomorrow passes too.
"""

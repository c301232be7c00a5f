from __future__ import annotations

from typing import Literal, TypeAlias

ReliefCurve: TypeAlias = Literal["gamma", "linear", "s-curve"] | str
"""How the depth of a relief follows that of the picture.

A value that the service adds tomorrow passes too.
"""

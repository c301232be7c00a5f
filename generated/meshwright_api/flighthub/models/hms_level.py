from __future__ import annotations

from typing import Literal, TypeAlias

HmsLevel: TypeAlias = Literal["notification", "reminder", "warning"] | str
"""How serious it is.

A value that the service adds tomorrow passes too.
"""

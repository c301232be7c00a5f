from __future__ import annotations

from typing import Literal, TypeAlias

RepeatType: TypeAlias = Literal["absolute_monthly", "daily", "nonrepeating", "relative_monthly", "weekly"] | str
"""How often a flight is repeated.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

UsageStatus: TypeAlias = Literal["FAILED", "SUCCEEDED"] | str
"""How a task ended.

A value that the service adds tomorrow passes too.
"""

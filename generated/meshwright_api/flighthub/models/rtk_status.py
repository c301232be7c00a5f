from __future__ import annotations

from typing import Literal, TypeAlias

RtkStatus: TypeAlias = Literal["failure", "ok"] | str
"""Whether the dock was calibrated.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

ResumableStatus: TypeAlias = Literal["auto", "manual"] | str
"""How a flight goes on after it broke off.

A value that the service adds tomorrow passes too.
"""

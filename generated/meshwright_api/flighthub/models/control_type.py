from __future__ import annotations

from typing import Literal, TypeAlias

ControlType: TypeAlias = Literal["flight", "payload"] | str
"""The controlled part.

A value that the service adds tomorrow passes too.
"""

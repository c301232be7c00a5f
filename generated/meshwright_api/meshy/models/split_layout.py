from __future__ import annotations

from typing import Literal, TypeAlias

SplitLayout: TypeAlias = Literal["assembled", "on_plate"] | str
"""`on_plate` lays the parts side by side, `assembled` leaves them where they were.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskStatus: TypeAlias = Literal["CANCELED", "FAILED", "IN_PROGRESS", "PENDING", "SUCCEEDED"] | str
"""The last three are final and never change. CANCELED is documented everywhere and sent by Creative Lab only.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

ProjectSortColumn: TypeAlias = Literal["created_at", "name"] | str
"""What projects are sorted by.

A value that the service adds tomorrow passes too.
"""

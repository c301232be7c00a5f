from __future__ import annotations

from typing import Literal, TypeAlias

SortBy: TypeAlias = Literal["+created_at", "-created_at"] | str
"""SortBy

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

SortOrder: TypeAlias = Literal["ASC", "DESC"] | str
"""Ascending or descending.

A value that the service adds tomorrow passes too.
"""

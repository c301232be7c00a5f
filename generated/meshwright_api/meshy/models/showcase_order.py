from __future__ import annotations

from typing import Literal, TypeAlias

ShowcaseOrder: TypeAlias = (
    Literal["+created_at", "+downloads", "+updated_at", "-created_at", "-downloads", "-updated_at"] | str
)
"""By the time of creation or change, or by downloads, ascending or descending.

A value that the service adds tomorrow passes too.
"""

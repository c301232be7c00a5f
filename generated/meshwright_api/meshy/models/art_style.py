from __future__ import annotations

from typing import Literal, TypeAlias

ArtStyle: TypeAlias = Literal["realistic", "sculpture"] | str
"""`realistic` or `sculpture`; meshy-6 and later ignore it.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

StorageProvider: TypeAlias = Literal["ali", "aws", "minio"] | str
"""Kind of store.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

ProjectUsage: TypeAlias = Literal["complete", "simple"] | str
"""simple answers with all projects and without pages.

A value that the service adds tomorrow passes too.
"""

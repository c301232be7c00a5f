from __future__ import annotations

from typing import Literal, TypeAlias

ConnectorType: TypeAlias = Literal["cube", "cylinder"] | str
"""Form of the pegs between parts.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

TextModelType: TypeAlias = Literal["lowpoly", "smart-topology", "standard"] | str
"""`smart-topology` ignores topology and should_remesh; `lowpoly` ignores those and ai_model and
target_polycount.

A value that the service adds tomorrow passes too.
"""

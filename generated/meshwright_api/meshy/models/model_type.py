from __future__ import annotations

from typing import Literal, TypeAlias

ModelType: TypeAlias = Literal["lowpoly", "smart-topology", "standard"] | str
"""`smart-topology` ignores topology, should_remesh and save_pre_remeshed_model; `lowpoly` ignores those and
ai_model and target_polycount.

A value that the service adds tomorrow passes too.
"""

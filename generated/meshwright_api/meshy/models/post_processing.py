from __future__ import annotations

from typing import Literal, TypeAlias

PostProcessing: TypeAlias = Literal["change_fps", "extract_armature", "fbx2usdz"] | str
"""`change_fps` writes another rate, `fbx2usdz` a USDZ, `extract_armature` the skeleton alone.

A value that the service adds tomorrow passes too.
"""

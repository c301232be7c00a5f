from __future__ import annotations

from typing import Literal, TypeAlias

LensType: TypeAlias = Literal["ir", "wide", "zoom"] | str
"""Which lens of a camera.

A value that the service adds tomorrow passes too.
"""

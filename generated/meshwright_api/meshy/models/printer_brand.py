from __future__ import annotations

from typing import Literal, TypeAlias

PrinterBrand: TypeAlias = (
    Literal["ankermake", "anycubic", "bambu", "creality", "elegoo", "flashforge", "prusa", "qidi", "snapmaker"] | str
)
"""Whose slicer the 3MF is for.

A value that the service adds tomorrow passes too.
"""

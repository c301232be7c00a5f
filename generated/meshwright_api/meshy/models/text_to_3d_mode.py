from __future__ import annotations

from typing import Literal, TypeAlias

TextTo3DMode: TypeAlias = Literal["preview", "refine"] | str
"""`preview` makes a mesh of the prompt, `refine` the texture of a preview.

A value that the service adds tomorrow passes too.
"""

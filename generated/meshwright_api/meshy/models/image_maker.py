from __future__ import annotations

from typing import Literal, TypeAlias

ImageMaker: TypeAlias = (
    Literal[
        "gpt-image-2",
        "gpt-image-2-5-flare",
        "gpt-image-2-5-sunburst",
        "nano-banana",
        "nano-banana-2",
        "nano-banana-2-1",
        "nano-banana-2-lite",
        "nano-banana-pro",
    ]
    | str
)
"""The model that draws; the gpt-image models cost more where they are given pictures.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

TaskType: TypeAlias = (
    Literal[
        "animate",
        "convert",
        "creative-lab-brick-figure-build",
        "creative-lab-brick-figure-prototype",
        "creative-lab-fidget-collapsible",
        "creative-lab-fidget-pixel-build",
        "creative-lab-fidget-pixel-prototype",
        "creative-lab-figure-build",
        "creative-lab-figure-prototype",
        "creative-lab-fridge-magnet-build",
        "creative-lab-fridge-magnet-prototype",
        "creative-lab-keycap-build",
        "creative-lab-keycap-prototype",
        "creative-lab-keychain-build",
        "creative-lab-keychain-prototype",
        "creative-lab-lamp-build",
        "creative-lab-lamp-prototype",
        "creative-lab-vinyl-figure-build",
        "creative-lab-vinyl-figure-prototype",
        "image-to-3d",
        "image-to-image",
        "multi-image-to-3d",
        "print-analyze",
        "print-multi-color",
        "print-repair",
        "print-split",
        "remesh",
        "resize",
        "retexture",
        "rig",
        "text-to-3d-preview",
        "text-to-3d-refine",
        "text-to-image",
        "text-to-motion",
        "uv-unwrap",
    ]
    | str
)
"""Which resource a task belongs to.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

ImageModel: TypeAlias = (
    Literal[
        "latest",
        "meshy-4",
        "meshy-5",
        "meshy-6",
        "meshy-6-lite",
        "meshy-7",
        "meshy-7.1",
        "meshy-t1",
        "meshy-t2",
        "meshy-t2.5",
    ]
    | str
)
"""The model that does the work. `meshy-t...` belong to model_type smart-topology, and meshy-t2.5 makes triangles
only; `latest` is meshy-7.1 since September 2026. meshy-5 was served as meshy-6-lite from 2026-09-11 until it
retired.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

TextModel: TypeAlias = (
    Literal["latest", "meshy-6", "meshy-6-lite", "meshy-7", "meshy-7.1", "meshy-t2", "meshy-t2.5"] | str
)
"""The model that does the work; left out of a refine, that of its preview. `meshy-t...` belong to model_type
smart-topology.

A value that the service adds tomorrow passes too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

OriginAt: TypeAlias = Literal["bottom", "center"] | str
"""Where the origin lies afterwards, under the middle of the model or in its centre.

A value that the service adds tomorrow passes too.
"""

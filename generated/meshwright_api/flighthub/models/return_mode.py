from __future__ import annotations

from typing import Literal, TypeAlias

ReturnMode: TypeAlias = Literal["optimal", "preset"] | str
"""At which height an aircraft comes home.

A value that the service adds tomorrow passes too.
"""

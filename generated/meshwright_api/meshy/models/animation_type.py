from __future__ import annotations

from typing import Literal, TypeAlias

AnimationType: TypeAlias = Literal["biped", "quadruped"] | str
"""The kind of figure.

A value that the service adds tomorrow passes too.
"""

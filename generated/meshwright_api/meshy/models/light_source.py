from __future__ import annotations

from typing import Literal, TypeAlias

LightSource: TypeAlias = Literal["bambu_mh001_60mm", "none"] | str
"""The light that the base of a lamp holds; `none` makes no base.

A value that the service adds tomorrow passes too.
"""

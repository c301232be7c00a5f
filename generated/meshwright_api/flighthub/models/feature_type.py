from __future__ import annotations

from typing import Literal, TypeAlias

FeatureType: TypeAlias = Literal["Feature"] | str
"""A feature of GeoJSON.

A value that the service adds tomorrow passes too.
"""

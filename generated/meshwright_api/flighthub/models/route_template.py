from __future__ import annotations

from typing import Literal, TypeAlias

RouteTemplate: TypeAlias = Literal["facade", "mapping_2d", "mapping_3d", "mapping_gobject", "solid", "waypoint"] | str
"""Kind of a route.

A value that the service adds tomorrow passes too.
"""

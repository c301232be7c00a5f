"""The codes of refused calls in the service's envelope; which call gets which code is decided here (D3, D32)."""

from __future__ import annotations

from typing import Final

WRONG: Final = 200610
"""A parameter is missing or wrong, or the thing is not in a state that allows the call."""
NOT_FOUND: Final = 200404
FOREIGN_DEVICE: Final = 219014
"""The device does not belong to the project."""
OFFLINE: Final = 213003
"""The device is offline, or has no power."""
ROUTE_NOT_FOUND: Final = 219001
"""The flight names a route that the project does not have."""
ROUTE_INVALID: Final = 219019
"""The route fails the validity check: seen live for a route of one waypoint."""
ROUTE_NOT_VERIFIED: Final = 219020
"""The route is not verified; here: it leaves the fence of the dock (D74)."""

from __future__ import annotations

from enum import IntEnum


class AircraftMode(IntEnum):
    """State of an aircraft."""

    STANDBY = 0
    TAKEOFF_PREPARATION = 1
    TAKEOFF_READY = 2
    MANUAL_FLIGHT = 3
    AUTO_TAKEOFF = 4
    FLIGHT_ROUTE = 5
    PANORAMA = 6
    TARGET_TRACKING = 7
    ADS_B_AVOIDANCE = 8
    RETURNING_HOME = 9
    AUTO_LANDING = 10
    FORCED_LANDING = 11
    THREE_PROPELLER_LANDING = 12
    UPGRADING = 13
    NOT_CONNECTED = 14
    APAS = 15
    VIRTUAL_STICK = 16
    LIVE_FLIGHT_CONTROLS = 17
    RTK_CONVERGENCE = 18
    DOCK_SITING = 19

    @classmethod
    def _missing_(cls, value: object) -> AircraftMode | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

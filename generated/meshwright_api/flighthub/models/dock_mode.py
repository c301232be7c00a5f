from __future__ import annotations

from enum import IntEnum


class DockMode(IntEnum):
    """State of a dock."""

    IDLE = 0
    ON_SITE_DEBUGGING = 1
    REMOTE_DEBUGGING = 2
    FIRMWARE_UPGRADE = 3
    IN_OPERATION = 4

    @classmethod
    def _missing_(cls, value: object) -> DockMode | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

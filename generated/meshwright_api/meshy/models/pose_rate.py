from __future__ import annotations

from enum import IntEnum


class PoseRate(IntEnum):
    """Poses a second, for change_fps only."""

    FPS_24 = 24
    FPS_25 = 25
    FPS_30 = 30
    FPS_60 = 60

    @classmethod
    def _missing_(cls, value: object) -> PoseRate | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

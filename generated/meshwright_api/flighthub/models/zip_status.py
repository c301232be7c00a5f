from __future__ import annotations

from enum import IntEnum


class ZipStatus(IntEnum):
    """Whether the result has been packed; 2 is done, 3 failed."""

    INIT = 0
    RUNNING = 1
    FINISH = 2
    FAILED = 3

    @classmethod
    def _missing_(cls, value: object) -> ZipStatus | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

from __future__ import annotations

from enum import IntEnum


class AnnotationType(IntEnum):
    """0 is a point, 1 a line, 2 a polygon."""

    POINT = 0
    LINE = 1
    POLYGON = 2

    @classmethod
    def _missing_(cls, value: object) -> AnnotationType | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

from __future__ import annotations

from enum import IntEnum


class ModelStatus(IntEnum):
    """12 waits, 14 works, 9 and 15 are successes, 8 and 13 failures, 16 was stopped. The service gives 9 and 15 the
    same name; an unknown value means that it goes on."""

    MAP_RECONSTRUCTION_FAILED = 8
    MAP_RECONSTRUCTION_SUCCESS = 9
    REQUESTING_RESOURCE = 12
    REQUESTING_RESOURCE_FAILED = 13
    RECONSTRUCTION_EXECUTING = 14
    RECONSTRUCTION_SUCCESS = 15
    RECONSTRUCTION_CANCELED = 16

    @classmethod
    def _missing_(cls, value: object) -> ModelStatus | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

from __future__ import annotations

from enum import IntEnum


class ResourceStatus(IntEnum):
    """1 is ready, 2 will be deleted, 3 is deleted. 0 holds no files and has no name of the service's."""

    EMPTY = 0
    IMPORT_SUCCESS = 1
    WAITING_DELETE = 2
    DELETED = 3

    @classmethod
    def _missing_(cls, value: object) -> ResourceStatus | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

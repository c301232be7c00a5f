from __future__ import annotations

from enum import IntEnum


class ModelType(IntEnum):
    """Which kind of model was asked for."""

    MODEL_2D = 1
    MODEL_3D = 2
    MODEL_3DGS = 3
    MODEL_LIDAR = 4

    @classmethod
    def _missing_(cls, value: object) -> ModelType | None:
        """Keep a number that the service added later, as UNKNOWN_<number>."""
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

"""The property lists of FBX objects (Properties70, Properties60), with the defaults of their class beneath them."""

from __future__ import annotations

import math

import numpy as np

from .box import Floats
from .fbx_tree import Node, Value

# Name, type, label and flags come first; FBX 6 has no label.
_BEFORE_VALUES = {"Properties70": 4, "Properties60": 3}


class Properties:
    """Properties of one object by name."""

    def __init__(self, owner: Node | None, defaults: Properties | None = None) -> None:
        self.block = next(owner.all(*_BEFORE_VALUES), None) if owner is not None else None
        self._defaults = defaults
        self._rows: dict[bytes, Node] = {}
        for row in self.block.children if self.block is not None else ():
            name = row.value(0)
            if isinstance(name, bytes):
                self._rows[name] = row

    def row(self, name: str) -> tuple[Node, int] | None:
        """Find the record of a property in this object itself, and where its values begin."""
        row = self._rows.get(name.encode())
        return None if row is None or self.block is None else (row, _BEFORE_VALUES[self.block.name])

    def number(self, name: str | bytes, default: float) -> float:
        """Return a number, the default where it is missing or none."""
        numbers = self._numbers(name if isinstance(name, bytes) else name.encode())
        return numbers[0] if numbers else default

    def integer(self, name: str, default: int) -> int:
        """Return a number as an integer."""
        return int(self.number(name, default))

    def vector(self, name: str, default: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Floats:
        """Return three numbers, the default where they are missing or not finite."""
        numbers = self._numbers(name.encode())
        return np.array(numbers[:3] if len(numbers) >= 3 else default, np.float64)

    def _numbers(self, name: bytes) -> list[float]:
        row = self._rows.get(name)
        if row is None or self.block is None:
            return [] if self._defaults is None else self._defaults._numbers(name)
        return _finite(row.values[_BEFORE_VALUES[self.block.name] :])


def _finite(values: list[Value]) -> list[float]:
    numbers: list[float] = []
    for value in values:
        if not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e100:
            break
        numbers.append(float(value))
    return numbers

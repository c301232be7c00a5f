"""The options of a resize; refuses none or more than one of the three modes, and sizes that are not a length."""

from __future__ import annotations

import math
from typing import Literal

from attrs import frozen

from ..errors import EngineError

# The service estimates the size of the object with a vision model; offline there is none.
AUTO_SIZE_HEIGHT = 1.0
"""Height in metres that ``auto_size`` gives every model here (emulated)."""


@frozen(kw_only=True)
class ResizeOptions:
    """Exactly one of the three sizes (metres), and the place of the origin.

    ``bottom``: centre of the two horizontal axes, lowest point of the up axis; ``center``: centre of the bounding box
    (doc resize, 2026-06, leaves both undefined; these are this project's choice).
    """

    resize_height: float | None = None
    resize_longest_side: float | None = None
    auto_size: bool = False
    origin_at: Literal["bottom", "center"] = "bottom"

    def __attrs_post_init__(self) -> None:
        lengths = {"resize_height": self.resize_height, "resize_longest_side": self.resize_longest_side}
        given = [name for name, length in lengths.items() if length is not None] + ["auto_size"] * self.auto_size
        if not given:
            raise EngineError(
                "Missing resize mode: one of resize_height, resize_longest_side, auto_size must be given."
            )
        if len(given) > 1:
            raise EngineError(f"Mutually exclusive parameters: {' and '.join(given)} cannot be used together.")
        for name, length in lengths.items():
            if length is not None and not (math.isfinite(length) and length > 0):
                raise EngineError(f"{name} must be a length above 0 metres, not {length}.")
        if self.origin_at not in ("bottom", "center"):
            raise EngineError(f"origin_at must be 'bottom' or 'center', not {self.origin_at!r}.")

    @property
    def height(self) -> float | None:
        """Return the requested height in metres, or None if the longest side is given."""
        return AUTO_SIZE_HEIGHT if self.auto_size else self.resize_height

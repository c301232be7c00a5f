from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.keycap_base import KeycapBase


@define(kw_only=True, repr=False)
class KeycapOptions(JsonObject):
    """The form of a keycap."""

    base_model: KeycapBase | Unset = UNSET
    """The stem and the size of a keycap."""
    head_size_mm: float | Unset = UNSET
    """Longest side of the head, in millimetres."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class AreaFile(JsonObject):
    """A file for aircraft."""

    name: str | Unset = UNSET
    """Its name."""
    url: str | Unset = UNSET
    """Its signed URL."""
    checksum: str | Unset = UNSET
    """Its SHA-256 in hexadecimal."""
    size: int | Unset = UNSET
    """Its bytes."""

    wire: ClassVar[Wire] = {}

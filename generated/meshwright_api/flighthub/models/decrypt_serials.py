from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class DecryptSerials(JsonObject):
    """Asks for serial numbers in plain text."""

    encrypted_sns: list[str] | None
    """Serial numbers as files of flights have them."""

    wire: ClassVar[Wire] = {}

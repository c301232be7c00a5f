from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class OpenObject(JsonObject):
    """An object whose members are not known."""

    wire: ClassVar[Wire] = {}

from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class ContinueFlight(JsonObject):
    """Asks for the rest of a flight."""

    task_uuid: str
    """The flight that broke off."""

    wire: ClassVar[Wire] = {}

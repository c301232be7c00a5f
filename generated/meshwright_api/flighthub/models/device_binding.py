from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class DeviceBinding(JsonObject):
    """The code by which devices are bound to an organization."""

    code: str | Unset = UNSET
    """The code."""

    wire: ClassVar[Wire] = {}

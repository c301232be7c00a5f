from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class DispatchError(JsonObject):
    """Why a flight could not take off."""

    error_code: str | Unset = UNSET
    """Its code."""
    error_type: str | Unset = UNSET
    """How serious it is, such as warning."""
    description: str | Unset = UNSET
    """The reason, for people."""

    wire: ClassVar[Wire] = {}

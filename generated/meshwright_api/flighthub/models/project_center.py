from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ProjectCenter(JsonObject):
    """The middle of a project's map."""

    latitude: float | Unset = UNSET
    """Degrees."""
    longitude: float | Unset = UNSET
    """Degrees."""

    wire: ClassVar[Wire] = {}

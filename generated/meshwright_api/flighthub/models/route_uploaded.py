from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class RouteUploaded(JsonObject):
    """A new route."""

    uuid: str | Unset = UNSET
    """The route: `id` in the list, `wayline_uuid` in a flight."""
    name: str | Unset = UNSET
    """Its name."""

    wire: ClassVar[Wire] = {}

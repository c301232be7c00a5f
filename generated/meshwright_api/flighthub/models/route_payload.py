from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class RoutePayload(JsonObject):
    """A camera that a route is made for."""

    domain: str | Unset = UNSET
    """First part of its key."""
    type_: str | Unset = UNSET
    """Second part of its key."""
    lens_type: str | Unset = UNSET
    """Its lenses."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
    }

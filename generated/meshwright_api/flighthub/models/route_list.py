from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.route import Route


@define(kw_only=True, repr=False)
class RouteList(JsonObject):
    """Routes."""

    list_: list[Route] | None | Unset = UNSET
    """The routes; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(Route.from_dict)),
    }
